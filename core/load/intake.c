#include "load/intake.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/name.h"

enum {
	FAULTS_SAID = 100, /* then they are only counted */
	NAMES_MAX = 16 << 20,
};

void intake_fault(struct intake *intake, uint64_t lba, const char *clause,
	const char *format, ...)
{
	char what[512];
	va_list args;

	intake->faults++;
	if (intake->faults > FAULTS_SAID)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	diag_say(intake->diag, LOG_WARNING, "damage at sector %llu: %s (%s)",
		(unsigned long long)lba, what, clause);
	if (intake->faults == FAULTS_SAID)
		diag_say(intake->diag, LOG_WARNING,
			"more damage is counted, but not said");
}

void intake_uncarried(struct intake *intake, const char *format, ...)
{
	char what[512];
	va_list args;

	intake->uncarried++;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	diag_say(intake->diag, LOG_WARNING, "a change would lose %s", what);
}

/* A name that a directory can have, in OUT; whether it had to be changed. */
static bool made_legal(const char *name, char out[NAME_SIZE])
{
	bool is_legal = true;
	size_t size = strnlen(name, 256);

	if (size > 255)
		is_legal = false;
	snprintf(out, NAME_SIZE, "%.255s", name);
	for (char *at = out; *at; at++) {
		if (*at == '/') {
			*at = '_';
			is_legal = false;
		}
	}
	if (!*out || strcmp(out, ".") == 0 || strcmp(out, "..") == 0) {
		snprintf(out, NAME_SIZE, "_%zu", strlen(name));
		is_legal = false;
	}
	return !is_legal;
}

static bool is_crowded(struct intake *intake)
{
	uint64_t names = 0;

	for (int view = 0; view < IW_CONTEXTS; view++)
		names += intake->model->names[view];
	if (names < NAMES_MAX)
		return false;
	if (!intake->is_crowded)
		intake_fault(intake, 0, "limit of this program",
			"the image has more than %d names; those behind are "
			"left out",
			NAMES_MAX);
	intake->is_crowded = true;
	return true;
}

/* Writers let a folder and a file have one name in ISO 9660: the file's has a
 * dot behind it, which is not shown. That is no damage. */
static bool is_other_kind(const struct intake *intake, const struct find *find,
	const struct iw_node *node, const char *name)
{
	const struct iw_node *first =
		model_find(intake->model, find->dir, find->view, name);

	return find->view == IW_ISO && first &&
	       S_ISDIR(first->mode) != S_ISDIR(node->mode);
}

/* Says which damage it is, if it is; returns what goes before a number. */
static char say_twice(struct intake *intake, const struct find *find,
	const struct iw_node *node, const char *name)
{
	if (is_other_kind(intake, find, node, name)) {
		diag_say(intake->diag, LOG_NOTICE,
			"iso: '%s' is a folder and a file; the second is "
			"shown with a number, and written so",
			name);
		return '_';
	}
	intake_fault(intake, find->lba, "ECMA-119 6.8.2.1",
		"'%s' is there twice; the second is shown with a number", name);
	return '~';
}

static int name_once(struct intake *intake, const struct find *find,
	struct iw_node *node, const char *name)
{
	char numbered[NAME_SIZE], mark;
	int error = link_name(intake->model, find->dir, find->view, name, node);

	if (!error && find->is_hidden)
		link_hide(intake->model, find->dir, find->view, name);
	if (error != -EEXIST)
		return error;
	mark = say_twice(intake, find, node, name);
	/* Numbers go on over all names, so that no name is tried twice. */
	while (error == -EEXIST) {
		snprintf(numbered, sizeof(numbered), "%.230s%c%llu", name, mark,
			(unsigned long long)intake->doubles++ + 2);
		error = link_name(
			intake->model, find->dir, find->view, numbered, node);
	}
	return error;
}

int intake_name(
	struct intake *intake, const struct find *find, struct iw_node *node)
{
	char name[NAME_SIZE];
	int error = -ENOENT;

	if (made_legal(find->name, name))
		intake_fault(intake, find->lba, "ECMA-119 7.5",
			"a name that cannot be one is shown as '%s'", name);
	if (!is_crowded(intake))
		error = name_once(intake, find, node, name);
	if (error == -EPERM || error == -EMLINK || error == -EEXIST ||
		error == -ENOSPC) {
		intake_fault(intake, find->lba, "ECMA-119 6.8.2",
			"'%s' is left out: %s", name, strerror(-error));
		error = -ENOENT;
	}
	if (error)
		intake_unnamed(intake, node);
	return error;
}

void intake_unnamed(struct intake *intake, struct iw_node *node)
{
	/* A file stays findable by its place until the end. */
	if (!S_ISREG(node->mode) || node->content.size == 0)
		node_release(intake->model, node);
}

struct iw_node *intake_at(
	const struct intake *intake, uint64_t start, uint64_t end, bool *others)
{
	const struct place *best = NULL;

	*others = false;
	for (size_t i = 0; i < intake->files.room; i++) {
		const struct place *place = &intake->files.slot[i];

		if (!place->found)
			continue;
		if (place->start == start) {
			if (!best || place->size > best->size)
				best = place;
		} else if (place->start < end &&
			   place->start + sectors_of(place->size) > start) {
			*others = true;
		}
	}
	return best ? best->found : NULL;
}

uint64_t intake_next(const struct intake *intake, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < intake->files.room; i++) {
		const struct place *place = &intake->files.slot[i];

		if (place->found && place->start > start && place->start < end)
			end = place->start;
	}
	return end;
}

void intake_end(struct intake *intake)
{
	for (size_t i = 0; i < intake->files.room; i++) {
		if (intake->files.slot[i].found)
			node_release(
				intake->model, intake->files.slot[i].found);
	}
	places_free(&intake->files);
	free(intake->kept.bytes);
	intake->kept = (struct carried_list){ 0 };
	free(intake->session);
	intake->session = NULL;
}
