/* Links that are in no directory, for the tests of what keeps links. */
#ifndef ISOWEAVE_TESTS_LINKS_H
#define ISOWEAVE_TESTS_LINKS_H

#include "model/dir.h"

#include "unit.h"

static inline struct link **links_new(size_t count)
{
	struct link **links = calloc(count, sizeof(*links));

	ck_assert_ptr_nonnull(links);
	for (size_t i = 0; i < count; i++) {
		links[i] = calloc(1, sizeof(**links));
		ck_assert_ptr_nonnull(links[i]);
	}
	return links;
}

static inline void links_free(struct link **links, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(links[i]);
	free(links);
}

#endif
