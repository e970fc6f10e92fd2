#include "iso9660/carry.h"

#include <errno.h>
#include <string.h>

static bool is_joliet(const struct tree *tree)
{
	return tree->kind->view == IW_JOLIET;
}

const struct carried_item *carry_next(const struct source *source,
	const struct iw_node *node, enum carry_where where, size_t *at)
{
	const struct carried all = carried_of(source->carried, node);
	const struct carried_item *item;

	do {
		item = carried_next(&all, at);
	} while (item &&
		 (item->when == CARRIED_AFTERWARDS || !(item->where & where)));
	return item;
}

/* The first one of KIND, or NULL. */
static const struct carried_item *find(const struct source *source,
	const struct iw_node *node, enum carry_where where,
	enum carry_kind kind)
{
	const struct carried_item *item;
	size_t at = 0;

	do {
		item = carry_next(source, node, where, &at);
	} while (item && item->kind != kind);
	return item;
}

static const struct carried_item *of_record(
	const struct record *record, enum carry_kind kind)
{
	bool is_dots =
		record->kind == RECORD_SELF || record->kind == RECORD_PARENT;

	return find(record->in->tree->source, record->node,
		is_dots ? CARRY_IN_SELF : CARRY_IN_NAME, kind);
}

static const struct carried_item *use_of(const struct record *record)
{
	return of_record(record,
		is_joliet(record->in->tree) ? CARRY_USE_JOLIET : CARRY_USE);
}

static const struct carried_item *of_root(
	const struct tree *tree, enum carry_kind kind)
{
	return find(tree->source, tree->source->root, CARRY_IN_SELF, kind);
}

static struct carry_set set_of(const struct tree *tree)
{
	const struct carried_item *item = of_root(tree, CARRY_SET);
	struct carry_set set = { le16_from(1), le16_from(1) };

	if (item)
		memcpy(&set, item->bytes, sizeof(set));
	return set;
}

struct tree_carry carry_common(const struct tree *tree)
{
	const struct carried_item *skipped = of_root(tree, CARRY_SKIPPED);
	const struct carried_item *form = of_root(tree, CARRY_FORM);
	const struct carried_item *use =
		of_root(tree, is_joliet(tree) ? CARRY_USE_JOLIET : CARRY_USE);

	return (struct tree_carry){
		.volume = le16_get(set_of(tree).number),
		.skipped = skipped ? *skipped->bytes : 0,
		.form = form ? *form->bytes : 0,
		.was_hidden = of_root(tree, CARRY_SHELTER),
		.is_xa = use && carry_is_xa(use->bytes, le32_get(use->size)),
	};
}

/* The `.' in which SP says how much is skipped in the others. */
static bool is_top(const struct record *record)
{
	return record->kind == RECORD_SELF &&
	       record->node == record->in->tree->source->root;
}

/* SUSP skips as many bytes in every record. */
static int check_skipped(const struct record *record, size_t size)
{
	const struct tree *tree = record->in->tree;

	if (size <= tree->carried.skipped)
		return 0;
	return diag_fail(tree->source->diag, -EOPNOTSUPP,
		"iso: the record '%.*s' has %zu bytes of system use that are "
		"not Rock Ridge's, and can't be beside it: remove the names in "
		"rockridge/",
		record->identifier_size, (const char *)record->identifier,
		size);
}

int carry_plan_head(struct record *record)
{
	const struct tree *tree = record->in->tree;
	const struct carried_item *item = use_of(record);
	size_t size = item ? le32_get(item->size) : 0;
	int error = tree->extension ? check_skipped(record, size) : 0;

	if (error)
		return error;
	if (tree->extension && !is_top(record))
		size = tree->carried.skipped;
	else if (!tree->extension && !item && tree->carried.is_xa)
		size = sizeof(struct carry_xa);
	if (iso_record_size(record->identifier_size, size) > ISO_RECORD_MAX)
		return diag_fail(tree->source->diag, -ENAMETOOLONG,
			"iso: the identifier '%.*s' of %u characters leaves no "
			"room for the %zu bytes of system use that its record "
			"has",
			record->identifier_size,
			(const char *)record->identifier,
			record->identifier_size, size);
	record->head_size = (uint8_t)size;
	return 0;
}

/* Of what is new on the disc: its sectors are of form 1. */
static void write_xa(const struct record *record, uint8_t *out)
{
	const struct carry_xa xa = {
		.attributes = be16_from(
			(uint16_t)(XA_READABLE |
				   (record->of ? XA_DIRECTORY | XA_FORM_1
					       : XA_FORM_1))),
		.signature = { 'X', 'A' },
	};

	memcpy(out, &xa, sizeof(xa));
}

void carry_write_head(const struct record *record, uint8_t *out)
{
	const struct carried_item *item = use_of(record);

	if (item)
		memcpy(out, item->bytes, le32_get(item->size));
	else if (record->head_size >= sizeof(struct carry_xa) &&
		 record->in->tree->carried.is_xa)
		write_xa(record, out);
}

uint8_t carry_flags(const struct record *record)
{
	const struct carried_item *item = of_record(record,
		is_joliet(record->in->tree) ? CARRY_FLAGS_JOLIET : CARRY_FLAGS);

	return item ? *item->bytes & CARRY_FLAGS_MASK : 0;
}

void carry_describe(const struct tree *tree, struct iso_volume *out)
{
	const struct carry_set set = set_of(tree);
	const struct carried_item *item = of_root(tree,
		is_joliet(tree) ? CARRY_APPLICATION_JOLIET : CARRY_APPLICATION);

	out->set_size = both16_from(le16_get(set.size));
	out->sequence_number = both16_from(le16_get(set.number));
	if (item)
		memcpy(out->application_use, item->bytes,
			sizeof(out->application_use));
}
