/*
 * all/: every context but boot at once, one entry a link.
 *
 * A link is shown by its first name in the order rockridge, udf, joliet, iso.
 * Where another link of the directory is shown by that name already (its first
 * comes earlier in the order), the link is shown as "NAME (joliet)", its
 * context in brackets, or "NAME (joliet 2)" where that is a name too. A
 * directory is shown only by its primary name, its first one over all its
 * links, so all/ is a tree.
 */
#ifndef ISOWEAVE_MODEL_MERGED_H
#define ISOWEAVE_MODEL_MERGED_H

#include "model/model.h"
#include "name/name.h"

#define MERGED_ORDER_COUNT 4
extern const enum iw_view merged_order[MERGED_ORDER_COUNT];

#define SHOWN_SIZE (NAME_SIZE + 64) /* bytes that hold any shown name */

/* The place of VIEW in that order; behind all for others. */
int merged_rank(enum iw_view view);
/* LINK's first context; IW_CONTEXTS: none, it has only a name in boot. */
enum iw_view merged_first(const struct link *link);
/* The link that holds the primary name of the directory NODE, or NULL. */
struct link *merged_primary(const struct iw_node *node);
/* Whether all/ shows LINK at all. */
bool merged_shows(const struct link *link);
/* The name that all/ shows LINK by: its own text, or in OUT. */
const char *merged_name(const struct model *model, const struct link *link,
	char out[SHOWN_SIZE]);
/*
 * The link that all/ shows as NAME in DIR, or NULL. The first context that
 * would name a new entry here compares by its own rule: with iso alone, `foo'
 * is FOO.
 */
struct link *merged_find(
	const struct model *model, const struct iw_node *dir, const char *name);
/* Whether all/ shows a new entry of DIR by the very name that it was given, and
 * finds none by another. */
bool merged_as_given(const struct model *model, const struct iw_node *dir);

#endif
