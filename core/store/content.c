#include "store/content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/gate.h"
#include "store/inner.h"
#include "store/sysio.h"

uint64_t content_sectors(const struct content *c)
{
	const struct extent *e = content_extents(c);
	uint64_t sectors = 0;

	for (uint32_t i = 0; i < c->count; i++)
		sectors += e[i].count;
	return sectors;
}

static void unlist(struct pieces *p)
{
	*p->link = p->next;
	if (p->next)
		p->next->link = p->link;
}

static void list(struct store *store, struct pieces *p)
{
	p->next = store->pieced;
	p->link = &store->pieced;
	if (p->next)
		p->next->link = &p->next;
	store->pieced = p;
}

void content_have(struct content *c, struct extent what)
{
	if (c->count > 1) {
		unlist(c->at.many);
		free(c->at.many);
	}
	c->at.one = what;
	c->count = what.count != 0;
}

/* Room for COUNT extents, with those that C has. */
static int make_room(struct store *store, struct content *c, uint32_t count)
{
	struct pieces *old = c->count > 1 ? c->at.many : NULL, *p;
	struct extent one = c->at.one;

	if (old && old->room >= count)
		return 0;
	if (old)
		unlist(old);
	p = realloc(old, sizeof(*p) + 2 * count * sizeof(*p->extent));
	if (!p) {
		if (old)
			list(store, old);
		return -ENOMEM;
	}
	if (!old)
		p->extent[0] = one;
	p->room = 2 * count;
	p->owner = c;
	list(store, p);
	c->at.many = p;
	return 0;
}

int content_append(struct store *store, struct content *c, struct extent what)
{
	if (!c->count) {
		content_have(c, what);
		return 0;
	}
	if (make_room(store, c, c->count + 1))
		return -ENOMEM;
	c->at.many->extent[c->count++] = what;
	return 0;
}

void content_cut(struct store *store, struct content *c, uint64_t sectors)
{
	struct extent *e = c->count > 1 ? c->at.many->extent : &c->at.one;
	struct extent first = e[0];
	uint32_t kept = 0;

	for (uint32_t i = 0; i < c->count; i++) {
		uint64_t keep = e[i].count < sectors ? e[i].count : sectors;
		struct extent rest = { e[i].start + keep, e[i].count - keep };

		store_give(store, rest, c->generation);
		e[i].count = keep;
		sectors -= keep;
		kept += keep != 0;
	}
	first.count = kept ? e[0].count : 0;
	if (kept <= 1)
		content_have(c, first);
	else
		c->count = kept;
}

int content_set(struct store *store, struct content *c, uint64_t size,
	const struct extent *extents, uint32_t count)
{
	struct content fresh = { .size = size };

	for (uint32_t i = 0; i < count; i++) {
		if (content_append(store, &fresh, extents[i])) {
			content_have(&fresh, (struct extent){ 0, 0 });
			return -ENOMEM;
		}
	}
	content_free(store, c);
	*c = fresh;
	c->generation = store->generation;
	if (c->count > 1)
		c->at.many->owner = c;
	return 0;
}

void content_free(struct store *store, struct content *c)
{
	if (c->count) {
		gate_close(store, c);
		content_cut(store, c, 0);
		gate_open(store, c);
	}
	c->size = 0;
}

/* Copies what TO, which was taken for that, is to have. */
static int copy_begin(struct store *store, struct content *c, struct extent to,
	uint64_t keep, struct content_copy *out)
{
	struct extent *from = reallocarray(NULL, c->count + 1, sizeof(*from));

	if (!from) {
		store_give(store, to, store->generation);
		return -ENOMEM;
	}
	memcpy(from, content_extents(c), c->count * sizeof(*from));
	*out = (struct content_copy){
		.file = datafile_hold(store->file),
		.from = from,
		.count = c->count,
		.to = to,
		.keep = keep,
	};
	/* What is on its way into C. */
	gate_close(store, c);
	gate_open(store, c);
	return 0;
}

int content_copy_begin(struct store *store, struct content *c, uint64_t sectors,
	uint64_t keep, struct content_copy *out)
{
	struct extent to = { 0, sectors };
	int error = store_take(store, sectors, &to.start);

	return error ? error : copy_begin(store, c, to, keep, out);
}

int content_copy_run(const struct content_copy *copy)
{
	struct datafile *file = copy->file;
	uint64_t target = datafile_offset(file, copy->to.start * SECTOR_SIZE);
	uint64_t keep = copy->keep;
	int error = 0;

	for (uint32_t i = 0; i < copy->count && keep && !error; i++) {
		uint64_t bytes = copy->from[i].count * SECTOR_SIZE;

		if (bytes > keep)
			bytes = keep;
		error = sysio_copy(file->fd,
			datafile_offset(
				file, copy->from[i].start * SECTOR_SIZE),
			file->fd, target, bytes);
		target += bytes;
		keep -= bytes;
	}
	return error;
}

static void copy_end(struct content_copy *copy)
{
	datafile_drop(copy->file);
	free(copy->from);
	*copy = (struct content_copy){ 0 };
}

void content_copy_take(
	struct store *store, struct content *c, struct content_copy *copy)
{
	gate_close(store, c);
	content_cut(store, c, 0);
	content_have(c, copy->to);
	c->generation = store->generation;
	gate_open(store, c);
	copy_end(copy);
}

void content_copy_drop(struct store *store, struct content_copy *copy)
{
	store_give(store, copy->to, store->generation);
	copy_end(copy);
}

bool content_is_frozen(const struct store *store, const struct content *c)
{
	return c->count && store_frozen(store, c->generation);
}

/* Moves C to the sectors TO, which were taken for that. */
static int move_to(
	struct store *store, struct content *c, struct extent to, uint64_t keep)
{
	struct content_copy copy;
	int error = copy_begin(store, c, to, keep, &copy);

	if (error)
		return error;
	error = content_copy_run(&copy);
	if (error)
		content_copy_drop(store, &copy);
	else
		content_copy_take(store, c, &copy);
	return error;
}

int content_move(
	struct store *store, struct content *c, uint64_t sectors, uint64_t keep)
{
	struct extent to = { 0, sectors };
	int error = store_take(store, sectors, &to.start);

	return error ? error : move_to(store, c, to, keep);
}

int content_move_last(
	struct store *store, struct content *c, uint64_t sectors, uint64_t keep)
{
	struct extent to = { 0, sectors };
	int error = store_take_last(store, sectors, &to.start);

	return error ? error : move_to(store, c, to, keep);
}

bool content_trim(struct store *store, struct content *c)
{
	uint64_t sectors = sectors_of(c->size);

	if (content_sectors(c) <= sectors)
		return false;
	gate_close(store, c);
	content_cut(store, c, sectors);
	gate_open(store, c);
	return true;
}
