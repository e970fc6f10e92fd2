#include "iso9660/carry_load.h"

#include <stdlib.h>
#include <string.h>

#include "disk/implant.h"
#include "util/blank.h"

enum {
	/* With these a record's entries fit a draft of Rock Ridge's. */
	ENTRIES_MAX = 400,
	BYTES_MAX = 2 * ENTRIES_MAX * 255,
};

static int keep(struct intake *intake, const struct carried_item *what,
	const void *bytes, size_t size)
{
	const struct carried_item head = {
		.kind = what->kind,
		.when = what->when,
		.where = CARRY_IN_NAME,
	};

	return carried_add(&intake->kept, &head, bytes, size);
}

/* Bytes of sectors that only look like 2048 bytes are not those of a file that
 * was written here. */
static enum carried_when when_of(const uint8_t *use, size_t size)
{
	const struct carry_xa *xa = (const void *)use;

	if (!carry_is_xa(use, size))
		return CARRIED_ALWAYS;
	return be16_get(xa->attributes) &
			       (XA_FORM_2 | XA_INTERLEAVED | XA_AUDIO)
		       ? CARRIED_OF_DATA
		       : CARRIED_ALWAYS;
}

/* The kinds of a tree. */
struct kinds {
	enum carry_kind use, flags;
};

static int begin(struct intake *intake, const struct iso_record *record,
	size_t size, const struct kinds *kinds)
{
	const struct carried_item use = {
		.kind = (uint8_t)kinds->use,
		.when = (uint8_t)when_of(record->use, size),
	};
	const struct carried_item flags = { .kind = (uint8_t)kinds->flags };
	uint8_t others = record->flags & CARRY_FLAGS_MASK;
	int error = 0;

	intake->kept.size = 0;
	if (size)
		error = keep(intake, &use, record->use, size);
	if (!error && others)
		error = keep(intake, &flags, &others, sizeof(others));
	return error;
}

static void count(const struct iso_record *record, struct carry_losses *losses)
{
	losses->attribute_records += record->attribute_sectors > 0;
	losses->elsewhere += record->volume && record->volume != losses->volume;
}

int carry_begin(struct intake *intake, const struct iso_record *record,
	size_t size, struct carry_losses *losses)
{
	static const struct kinds kinds = { CARRY_USE, CARRY_FLAGS };

	count(record, losses);
	if (size > record->use_size)
		size = record->use_size;
	return begin(intake, record, size, &kinds);
}

int carry_begin_joliet(struct intake *intake, const struct iso_record *record,
	struct carry_losses *losses)
{
	static const struct kinds kinds = { CARRY_USE_JOLIET,
		CARRY_FLAGS_JOLIET };

	count(record, losses);
	return begin(intake, record, record->use_size, &kinds);
}

int carry_skipped_bytes(struct intake *intake, size_t size)
{
	const struct carried_item head = { .kind = CARRY_SKIPPED };
	const uint8_t skipped = (uint8_t)size;

	if (size > CARRY_SKIPPED_MAX) {
		intake_uncarried(intake,
			"the first %zu bytes of each system use, which leave "
			"no room for attributes beside long names",
			size);
		return 0;
	}
	return keep(intake, &head, &skipped, sizeof(skipped));
}

static void note_entry(const struct carried *all, char out[2])
{
	const struct carried_item *item;
	size_t at = 0;

	while ((item = carried_next(all, &at))) {
		if (item->kind == CARRY_ENTRY ||
			item->kind == CARRY_FIRST_ENTRY)
			memcpy(out, item->bytes, 2);
	}
}

static bool is_too_much(const struct carried *all, struct carry_losses *losses)
{
	size_t at = 0, count = 0;

	while (carried_next(all, &at))
		count++;
	if (count <= ENTRIES_MAX && all->size <= BYTES_MAX)
		return false;
	losses->too_many++;
	return true;
}

static const struct carried_item *next_in(
	const struct carried *all, enum carry_where where, size_t *at)
{
	const struct carried_item *item;

	do {
		item = carried_next(all, at);
	} while (item && !(item->where & where));
	return item;
}

/* Whether what HAD says of an inode's names is what is KEPT. */
static bool are_same(const struct carried *had, const struct carried *kept)
{
	const struct carried_item *l, *r;
	size_t left_at = 0, right_at = 0;

	do {
		l = next_in(had, CARRY_IN_NAME, &left_at);
		r = carried_next(kept, &right_at);
		if (!l || !r)
			break;
	} while (l->kind == r->kind && l->when == r->when &&
		 le32_get(l->size) == le32_get(r->size) &&
		 memcmp(l->bytes, r->bytes, le32_get(l->size)) == 0);
	return !l && !r;
}

static bool is_joliet(const struct carried_item *item)
{
	return item->kind == CARRY_USE_JOLIET ||
	       item->kind == CARRY_FLAGS_JOLIET ||
	       item->kind == CARRY_APPLICATION_JOLIET;
}

/* The items that NODE has of the tree that is being read: those of the primary
 * tree are all there before Joliet's. */
static struct carried of_tree(
	const struct intake *intake, const struct iw_node *node)
{
	const struct carried all = carried_of(&intake->model->carried, node);
	const struct carried kept = carried_all(&intake->kept);
	const struct carried_item *item;
	size_t at = 0, start = 0;
	bool wants_joliet;

	item = carried_next(&kept, &at);
	wants_joliet = item && is_joliet(item);
	at = 0;
	while (wants_joliet && (item = carried_next(&all, &at)) &&
		!is_joliet(item))
		start = at;
	/* Of nothing, not even the address is to be counted on. */
	return start ? (struct carried){ all.bytes + start, all.size - start }
		     : all;
}

/* Appends what is kept, for the records WHERE, to what NODE has. */
static int append(
	struct intake *intake, struct iw_node *node, enum carry_where where)
{
	const struct carried old = carried_of(&intake->model->carried, node);
	const struct carried kept = carried_all(&intake->kept);
	const struct carried_item *item;
	struct carried_list list = { 0 };
	struct carried all;
	size_t at = 0;
	int error = 0;

	while (!error && (item = carried_next(&old, &at)))
		error = carried_add(
			&list, item, item->bytes, le32_get(item->size));
	for (at = 0; !error && (item = carried_next(&kept, &at));) {
		struct carried_item head = *item;

		head.where = (uint8_t)where;
		error = carried_add(
			&list, &head, item->bytes, le32_get(item->size));
	}
	all = carried_all(&list);
	if (!error)
		error = carried_set(intake->model, node, &all);
	free(list.bytes);
	return error;
}

int carry_give_name(struct intake *intake, struct iw_node *node,
	struct carry_losses *losses)
{
	const struct carried kept = carried_all(&intake->kept);
	const struct carried had = of_tree(intake, node);
	size_t at = 0;

	if (!kept.size || is_too_much(&kept, losses))
		return 0;
	if (!next_in(&had, CARRY_IN_NAME, &at))
		return append(intake, node, CARRY_IN_NAME);
	if (are_same(&had, &kept))
		return 0;
	losses->differing++;
	note_entry(&kept, losses->entry);
	return 0;
}

int carry_give_self(struct intake *intake, struct iw_node *node,
	struct carry_losses *losses)
{
	const struct carried kept = carried_all(&intake->kept);
	const struct carried had = of_tree(intake, node);
	const struct carried_item *item;
	size_t at = 0;

	if (!kept.size || is_too_much(&kept, losses))
		return 0;
	if (!are_same(&had, &kept))
		return append(intake, node, CARRY_IN_SELF);
	while ((item = next_in(&had, CARRY_IN_NAME, &at)))
		((struct carried_item *)item)->where |= CARRY_IN_SELF;
	return 0;
}

void carry_note_parent(const struct intake *intake, struct carry_losses *losses)
{
	const struct carried kept = carried_all(&intake->kept);
	const struct carried_item *item;
	size_t at = 0;

	while ((item = carried_next(&kept, &at)))
		losses->parents += item->kind == CARRY_ENTRY;
	note_entry(&kept, losses->entry);
}

int carry_volume(struct intake *intake, const struct iso_volume *volume,
	enum carry_kind application)
{
	const struct carried_item use = { .kind = (uint8_t)application };
	const struct carried_item set_head = { .kind = CARRY_SET };
	const struct carry_set set = {
		volume->set_size.le,
		volume->sequence_number.le,
	};
	const uint8_t *bytes = volume->application_use;
	bool is_supported;
	int error = 0;

	intake->kept.size = 0;
	/* A sum of the image is wrong with any commit. */
	if (!blank_all(bytes, sizeof(volume->application_use)) &&
		!implant_decode(bytes, &is_supported))
		error = keep(
			intake, &use, bytes, sizeof(volume->application_use));
	if (!error && application == CARRY_APPLICATION &&
		le16_get(set.size) > 1)
		error = keep(intake, &set_head, &set, sizeof(set));
	if (error || !intake->kept.size)
		return error;
	return append(intake, intake->model->root, CARRY_IN_SELF);
}

static int keep_of_root(struct intake *intake, enum carry_kind kind,
	const void *bytes, size_t size)
{
	const struct carried_item item = { .kind = (uint8_t)kind };
	int error;

	intake->kept.size = 0;
	error = keep(intake, &item, bytes, size);
	return error ? error
		     : append(intake, intake->model->root, CARRY_IN_SELF);
}

int carry_shelter(struct intake *intake)
{
	return keep_of_root(intake, CARRY_SHELTER, "", 0);
}

int carry_form(struct intake *intake, unsigned form)
{
	const uint8_t byte = (uint8_t)form;

	return keep_of_root(intake, CARRY_FORM, &byte, sizeof(byte));
}

void carry_say(struct intake *intake, const struct carry_losses *losses)
{
	if (losses->differing)
		intake_uncarried(intake,
			"system use ('%.2s') of %llu names, whose data have "
			"other names with another one",
			losses->entry, (unsigned long long)losses->differing);
	if (losses->too_many)
		intake_uncarried(intake,
			"the system use of %llu records, which has more than "
			"%d entries",
			(unsigned long long)losses->too_many, ENTRIES_MAX);
	if (losses->parents)
		intake_uncarried(intake,
			"%llu system use entries ('%.2s') of '..' records",
			(unsigned long long)losses->parents, losses->entry);
	if (losses->attribute_records)
		intake_uncarried(intake,
			"the extended attribute records of %llu files",
			(unsigned long long)losses->attribute_records);
	if (losses->associated)
		intake_uncarried(intake,
			"%llu associated files (resource forks), which are not "
			"shown",
			(unsigned long long)losses->associated);
	if (losses->elsewhere)
		intake_uncarried(intake,
			"that %llu files are on other volumes of a set",
			(unsigned long long)losses->elsewhere);
}
