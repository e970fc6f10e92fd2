#include "commit/arrange.h"

#include <errno.h>
#include <stdlib.h>

#include "image/walk.h"
#include "store/extents.h"
#include "store/turn.h"

/* Holes are filled when more than one sector in so many is free. */
#define HOLES_MATTER 64

typedef int move_how(struct store *store, struct content *c, uint64_t sectors,
	uint64_t keep);

/* Moves NODE's content, in one extent, to where HOW puts it. */
static int move_by(move_how *how, struct iw_image *image, struct iw_node *node)
{
	struct content *c = &node->content;
	int error = journal_begin(image->journal, model_content_room(node));

	if (error)
		return error;
	error = how(image->store, c, sectors_of(c->size), c->size);
	if (!error)
		model_content_changed(&image->model, node, c->size);
	journal_end(image->journal);
	return error;
}

/* Moves it to wherever there is room. */
static int move_content(void *image, struct iw_node *node)
{
	return move_by(content_move, image, node);
}

struct in_the_way {
	struct iw_image *image;
	uint64_t base;
};

static int move_away(void *user, struct iw_node *node)
{
	const struct in_the_way *way = user;
	const struct content *c = &node->content;

	if (!c->count || c->at.one.start >= way->base)
		return 0;
	return move_content(way->image, node);
}

/* The head of a later commit may be longer than that of the one before, where
 * now its body or data is. */
static int clear_head(struct iw_image *image, uint64_t head)
{
	struct store *store = image->store;
	struct in_the_way way = { image, store_file(store)->shift + head };

	if (way.base <= store_base(store))
		return 0;
	if (store_is_pinned(store) && way.base > image->shown)
		return diag_fail(&image->diag, -EBUSY,
			"the volume's head grows over what image.iso shows: "
			"close it first");
	store_raise(store, way.base);
	return walk_files(&image->model, move_away, &way);
}

struct filling {
	struct iw_node **nodes;
	size_t count, room;
};

static int add_node(void *user, struct iw_node *node)
{
	struct filling *filling = user;

	if (!node->content.count)
		return 0;
	if (filling->count == filling->room) {
		size_t room = filling->room * 2 + 256;
		struct iw_node **grown =
			reallocarray(filling->nodes, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		filling->nodes = grown;
		filling->room = room;
	}
	filling->nodes[filling->count++] = node;
	return 0;
}

static int last_first(const void *a, const void *b)
{
	const struct iw_node *x = *(struct iw_node *const *)a;
	const struct iw_node *y = *(struct iw_node *const *)b;
	uint64_t left = x->content.at.one.start,
		 right = y->content.at.one.start;

	return (left < right) - (left > right);
}

/* The last files go into the holes that others left: what that copies is not
 * more than the holes. */
static int fill_holes(struct iw_image *image)
{
	const struct store *store = image->store;
	struct filling filling = { 0 };
	uint64_t all = store_tail(store) - store_base(store);
	int error;

	if (store_unused(store) <= all / HOLES_MATTER)
		return 0;
	error = walk_files(&image->model, add_node, &filling);
	if (filling.count)
		qsort(filling.nodes, filling.count, sizeof(*filling.nodes),
			last_first);
	for (size_t i = 0; i < filling.count && !error; i++) {
		struct iw_node *node = filling.nodes[i];
		uint64_t sectors = sectors_of(node->content.size);

		if (store_find(store, sectors) < node->content.at.one.start)
			error = move_content(image, node);
	}
	free(filling.nodes);
	return error;
}

int arrange_data(struct iw_image *image, uint64_t head)
{
	/* Readers want one extent a file. */
	int error = walk_pieced(image, move_content, image);

	if (!error && store_has_commit(image->store))
		error = clear_head(image, head);
	else if (!error)
		error = fill_holes(image);
	return error ? error : store_tidy(image->store);
}

struct behind {
	struct iw_image *image;
	struct extent body;
};

static int move_last(const struct behind *behind, struct iw_node *node)
{
	struct store *store = behind->image->store;
	uint64_t end = extent_end(behind->body);
	int error = 0;

	if (store_tail(store) < end)
		error = store_leave(store, end);
	return error ? error : move_by(content_move_last, behind->image, node);
}

static int move_behind(void *user, void *file)
{
	const struct behind *behind = user;
	struct iw_node *node = file;

	return node->content.at.one.start < behind->body.start
		       ? move_last(behind, node)
		       : 0;
}

int arrange_behind(
	struct iw_image *image, const struct layout *layout, struct extent body)
{
	struct behind behind = { image, body };

	return layout_followers(layout, move_behind, &behind);
}

/* How far what is not apart reaches. */
struct reach {
	const struct apart *apart;
	uint64_t end;
};

static int reach_further(void *user, struct iw_node *node)
{
	struct reach *reach = user;
	const struct extent *e = &node->content.at.one;

	if (node->content.count && !apart_has(reach->apart, node) &&
		extent_end(*e) > reach->end)
		reach->end = extent_end(*e);
	return 0;
}

static int first_first(const void *a, const void *b)
{
	return last_first(b, a);
}

int arrange_apart(
	struct iw_image *image, const struct apart *apart, struct extent body)
{
	const struct behind behind = { image, body };
	struct reach reach = { apart, extent_end(body) };
	struct apart sorted = *apart;
	bool moves = false;
	int error = 0;

	if (!apart->count)
		return 0;
	(void)walk_files(&image->model, reach_further, &reach);
	qsort(sorted.node, sorted.count, sizeof(*sorted.node), first_first);
	for (size_t i = 0; i < sorted.count && !error; i++) {
		const struct content *c = &sorted.node[i]->content;

		moves |= c->at.one.start < reach.end;
		if (moves && c->count)
			error = move_last(&behind, sorted.node[i]);
	}
	return error;
}
