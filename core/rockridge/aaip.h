/*
 * Attributes of AL entries (AAIP 2.0), as far as they have to be known: each
 * is two components, a name and a value, in one stream of records that the
 * entries of an inode carry together.
 *
 *	AL entry  := head flags bytes		flags 1: another follows
 *	stream    := (name value)*
 *	component := (flags size bytes)*	flags 1: another follows
 */
#ifndef ISOWEAVE_ROCKRIDGE_AAIP_H
#define ISOWEAVE_ROCKRIDGE_AAIP_H

#include "model/carried.h"

/* libisofs' sums of files: their place in an array of the medium (isofs.cx);
 * that of the array (isofs.ca). */
#define AAIP_SUM "\004cx"
#define AAIP_SUMS "\004ca"

/*
 * Leaves the attribute NAME out of the AL entries among LIST's items, which
 * then come behind the others; FOUND: whether there was one. -ENOMEM.
 */
int aaip_leave_out(struct carried_list *list, const char *name, bool *found);
/* The same from when on the file's data are changed. */
int aaip_leave_out_later(
	struct carried_list *list, const char *name, bool *found);

#endif
