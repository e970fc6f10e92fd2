/*
 * The numbers by which the kernel names inodes.
 *
 *	63                    4 3 2    0
 *	[ struct iw_node *      0 | view ]   a directory: one number a view,
 *	[ struct iw_node *      0 |  0   ]   any other: one number in all views
 *	[ 0 ...........  below NODEID_OWN ]   the mount's own: root, settings
 *
 * A directory lists other names in each view, so the kernel has to cache it
 * once for each; a file's pages and attributes are cached once for all.
 */
#ifndef ISOWEAVE_FUSE_NODEID_H
#define ISOWEAVE_FUSE_NODEID_H

#include <assert.h>
#include <stdint.h>

#include <isoweave.h>

#define NODEID_VIEW ((uint64_t)7)
#define NODEID_OWN ((uint64_t)4096)

static_assert(IW_VIEWS <= NODEID_VIEW + 1, "a view fits the low bits");
static_assert(sizeof(void *) <= sizeof(uint64_t), "a pointer is a number");

static inline bool nodeid_own(uint64_t id)
{
	return id < NODEID_OWN;
}

static inline uint64_t nodeid_of(
	const struct iw_node *node, enum iw_view view, mode_t mode)
{
	uint64_t id = (uintptr_t)node;

	assert((id & NODEID_VIEW) == 0 && !nodeid_own(id));
	return S_ISDIR(mode) ? id | (uint64_t)view : id;
}

static inline struct iw_node *nodeid_node(uint64_t id)
{
	return (struct iw_node *)(uintptr_t)(id & ~NODEID_VIEW);
}

static inline enum iw_view nodeid_view(uint64_t id)
{
	return (enum iw_view)(id & NODEID_VIEW);
}

#endif
