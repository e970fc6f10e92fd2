#include "udf/udf_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* No identifier is longer: ECMA-167 4/14.4. */
	LONGEST = sizeof(struct udf_file_identifier) + 65535 + 255 + 3,
	WINDOW = 4 * 65536,
	/* All of the image may be directories, but once. */
	STEPS_A_BLOCK = 4,
};
static_assert(WINDOW > 2 * LONGEST, "a window holds the longest");

struct window {
	struct udf_disc *disc;
	const struct udf_runs *runs;
	uint8_t *bytes;
	uint64_t from; /* of the directory, of the first byte */
	size_t at;     /* what was taken of it */
	size_t size;
};

/* Makes at least one whole identifier visible, if there is one. */
static int fill(struct window *window)
{
	size_t kept = window->size - window->at;
	uint64_t next = window->from + window->size;
	uint64_t left = window->runs->size - next;
	size_t part = WINDOW - kept;
	int error;

	if (kept >= LONGEST || !left)
		return 0;
	memmove(window->bytes, window->bytes + window->at, kept);
	window->from += window->at;
	window->at = 0;
	window->size = kept;
	if (part > left)
		part = (size_t)left;
	for (size_t i = 0; i < part; i += window->disc->block)
		if (!udf_steps(window->disc, STEPS_A_BLOCK))
			return -EUCLEAN;
	error = runs_read(
		window->disc, window->runs, next, part, window->bytes + kept);
	window->size += error ? 0 : part;
	return error;
}

/* Bytes of the identifier at AT, of which LEFT are there; 0: it is none. The
 * block that its tag names is not looked at: many a writer errs. */
static size_t size_of(const uint8_t *at, size_t left)
{
	const struct udf_file_identifier *ident = (const void *)at;
	size_t size;

	if (left < sizeof(*ident))
		return 0;
	size = (sizeof(*ident) + le16_get(ident->use_size) + ident->name_size +
		       3) /
	       4 * 4;
	if (size > left || !ecma_sealed(at, size, UDF_TAG_FILE_IDENTIFIER,
				   le32_get(ident->tag.location)))
		return 0;
	return size;
}

static uint64_t place_of(const struct window *window)
{
	uint64_t size;

	return runs_at(window->runs, window->from + window->at, &size);
}

/* Whether an identifier could begin where WINDOW is. */
static bool is_likely(const struct window *window)
{
	const uint8_t *at = window->bytes + window->at;

	return window->size - window->at < sizeof(struct udf_tag) ||
	       le16_get(((const struct udf_tag *)at)->id) ==
		       UDF_TAG_FILE_IDENTIFIER;
}

/* Skips what is none, to the next one. */
static int skip(struct window *window)
{
	int error = 0;

	intake_fault(window->disc->intake, udf_sector(place_of(window)),
		"ECMA-167 4/14.4",
		"a directory has no identifier where one should be");
	do {
		do {
			window->at += window->size - window->at < 4
					      ? window->size - window->at
					      : 4;
		} while (!is_likely(window));
		error = fill(window);
	} while (!error && window->at < window->size &&
		 !size_of(window->bytes + window->at,
			 window->size - window->at));
	return error;
}

static int take_next(struct window *window,
	int (*take)(void *user, const struct udf_found_name *name), void *user)
{
	const uint8_t *at = window->bytes + window->at;
	struct udf_found_name name = { .ident = (const void *)at };
	size_t size = size_of(at, window->size - window->at);
	int error;

	if (!size)
		return skip(window);
	name.name = at + sizeof(*name.ident) + le16_get(name.ident->use_size);
	name.at = place_of(window);
	error = take(user, &name);
	window->at += size;
	return error ? error : fill(window);
}

int identread_all(struct udf_disc *disc, const struct udf_runs *runs,
	int (*take)(void *user, const struct udf_found_name *name), void *user)
{
	struct window window = { .disc = disc, .runs = runs };
	int error;

	if (!runs->size)
		return 0;
	window.bytes = malloc(WINDOW);
	if (!window.bytes)
		return -ENOMEM;
	error = fill(&window);
	while (!error && window.at < window.size)
		error = take_next(&window, take, user);
	free(window.bytes);
	if (error != -EUCLEAN)
		return error;
	intake_fault(disc->intake, udf_sector(runs->piece[0].at),
		"ECMA-167 4/8.6", "a directory cannot be read to its end");
	return 0;
}
