#include "store/sharing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/inner.h"

static struct extents shared(const struct store *store)
{
	return (struct extents){ store->shared, store->shared_count };
}

/* The COUNT extents of FROM, with room for MORE; NULL: no memory. */
static struct extent *copied(struct extents from, size_t more)
{
	struct extent *e =
		reallocarray(NULL, from.count + more + 1, sizeof(*e));

	if (e && from.count)
		memcpy(e, from.e, from.count * sizeof(*e));
	return e;
}

static void put_shared(struct store *store, struct extent *e, size_t count)
{
	free(store->shared);
	store->shared = count ? e : NULL;
	store->shared_count = count;
	if (!count)
		free(e);
}

int store_share(struct store *store, struct extents used)
{
	struct extent *e = copied(used, 0);

	if (!e)
		return -ENOMEM;
	put_shared(store, e, extents_doubled(e, used.count));
	return 0;
}

void store_unshare(struct store *store)
{
	put_shared(store, NULL, 0);
	extents_free(&store->doubtful);
}

bool store_is_shared(const struct store *store, const struct content *c)
{
	const struct extent *e = content_extents(c);

	for (uint32_t i = 0; i < c->count; i++) {
		size_t at = extents_find(shared(store), e[i].start);

		if (at < store->shared_count &&
			store->shared[at].start < extent_end(e[i]))
			return true;
	}
	return false;
}

bool store_has_doubts(const struct store *store)
{
	return store->doubtful.count != 0;
}

/* Cuts the first COUNT sectors off WHAT. */
static struct extent cut(struct extent *what, uint64_t count)
{
	struct extent first = { what->start, count };

	what->start += count;
	what->count -= count;
	return first;
}

struct extent sharing_cut(struct store *store, struct extent *what)
{
	size_t at = extents_find(shared(store), what->start);
	uint64_t end = extent_end(*what);
	struct extent next = { end, 0 };

	if (at < store->shared_count)
		next = store->shared[at];
	if (next.start >= end)
		return cut(what, what->count);
	if (next.start > what->start)
		return cut(what, next.start - what->start);
	if (end > extent_end(next))
		end = extent_end(next);
	/* Without memory it is lost, as in store_give(). */
	(void)extents_add(&store->doubtful, cut(what, end - what->start));
	return (struct extent){ what->start, 0 };
}

int store_settle(struct store *store, struct extents used)
{
	struct extents doubtful = { store->doubtful.e, 0 }, nobodys;
	struct extent *e, *rest, *left;
	size_t count;

	if (!store_has_doubts(store))
		return 0;
	e = copied(used, 0);
	rest = copied((struct extents){ NULL, 0 },
		used.count + store->doubtful.count);
	left = copied((struct extents){ NULL, 0 },
		used.count + store->doubtful.count + store->shared_count);
	if (!e || !rest || !left) {
		free(e);
		free(rest);
		free(left);
		return -ENOMEM;
	}
	doubtful.count =
		extents_unite(store->doubtful.e, store->doubtful.count);
	used = (struct extents){ e, extents_unite(e, used.count) };
	nobodys = (struct extents){
		rest,
		extents_subtract(doubtful, used, rest),
	};
	count = extents_subtract(shared(store), nobodys, left);
	put_shared(store, left, count);
	store->doubtful.count = 0;
	/* All of it was there before the first commit of this process. */
	for (size_t i = 0; i < nobodys.count; i++)
		store_give(store, rest[i], 0);
	free(e);
	free(rest);
	return 0;
}
