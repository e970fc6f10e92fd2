/*
 * Identifiers of records, unique in their directory, and the order of records
 * (ECMA-119 9.3). What has no name in the tree's view gets a neutral one,
 * _RR00001 and so on, in the order of the names that it has elsewhere.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iso9660/parts.h"

#define NEUTRAL_DIGITS 5 /* base 36: as many as level 1 leaves room for */

int identify_as(struct record *record, mode_t mode, const char *name)
{
	const struct tree *tree = record->in->tree;
	uint8_t identifier[IDENTIFIER_MAX];
	size_t size = tree->kind->identifier(tree, mode, name, identifier);
	uint8_t *copy = layout_bytes(tree->layout, size);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, identifier, size);
	record->identifier = copy;
	record->identifier_size = (uint8_t)size;
	return 0;
}

static const char *any_name(const struct record *record)
{
	for (int view = 0; view < IW_CONTEXTS; view++) {
		if (record->contexts & VIEW_BIT(view))
			return record->link->name[view];
	}
	return "";
}

/* Those without an identifier come last. */
static int by_identifier(const void *left, const void *right)
{
	const struct record *l = left, *r = right;
	int order;

	if (!l->identifier != !r->identifier)
		return l->identifier ? -1 : 1;
	if (l->identifier)
		order = l->in->tree->kind->compare(l, r);
	else
		order = strcmp(any_name(l), any_name(r));
	if (order)
		return order;
	if (l->section != r->section)
		return l->section < r->section ? -1 : 1;
	if (l->of && r->of)
		return l->of->number < r->of->number ? -1 : 1;
	return 0;
}

void identify_sort(struct directory *dir)
{
	if (!dir->count)
		return;
	qsort(dir->records, dir->count, sizeof(*dir->records), by_identifier);
}

static int same_identifier(const void *left, const void *right)
{
	const struct record *l = left, *r = right;

	return l->in->tree->kind->compare(l, r);
}

static void neutral_name(uint32_t number, char out[16])
{
	const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	memcpy(out, "_RR", 3);
	out[3 + NEUTRAL_DIGITS] = '\0';
	for (int i = 3 + NEUTRAL_DIGITS; i-- > 3; number /= 36)
		out[i] = digits[number % 36];
}

/* The next neutral name that none of the first NAMED records has. */
static int identify_neutrally(struct directory *dir, size_t named,
	struct record *record, uint32_t *number)
{
	char name[16];
	int error;

	do {
		neutral_name(++*number, name);
		error = identify_as(record, record->node->mode, name);
	} while (!error && bsearch(record, dir->records, named, sizeof(*record),
				   same_identifier));
	return error;
}

static void identify_as_before(struct record *record)
{
	record->identifier = record[-1].identifier;
	record->identifier_size = record[-1].identifier_size;
}

/* Sorts; then those without an identifier are the last. */
static int identify_rest(struct directory *dir)
{
	uint32_t number = 0;
	size_t named = 0;
	int error = 0;

	identify_sort(dir);
	while (named < dir->count && dir->records[named].identifier)
		named++;
	if (named == dir->count)
		return 0;
	for (size_t i = named; i < dir->count && !error; i++) {
		if (dir->records[i].section)
			identify_as_before(&dir->records[i]);
		else
			error = identify_neutrally(
				dir, named, &dir->records[i], &number);
	}
	identify_sort(dir);
	return error;
}

static int identify(struct record *record)
{
	enum iw_view view = record->in->tree->kind->view;

	if (!(record->contexts & VIEW_BIT(view)))
		return 0;
	if (record->section) {
		identify_as_before(record);
		return 0;
	}
	return identify_as(
		record, record->node->mode, record->link->name[view]);
}

int identify_records(struct directory *dir)
{
	int error = 0;

	for (size_t i = 0; i < dir->count && !error; i++)
		error = identify(&dir->records[i]);
	return error ? error : identify_rest(dir);
}

int identify_apart(struct directory *dir)
{
	identify_sort(dir);
	for (size_t i = dir->count; i-- > 1;) {
		struct record *record = &dir->records[i];

		if (same_identifier(record, record - 1) == 0)
			record->identifier = NULL;
	}
	return identify_rest(dir);
}
