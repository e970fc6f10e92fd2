/*
 * What the owner is told (iw_events): only of what it knows, and not of the
 * places that the present operation came through (model->origins), because the
 * caller sees to those itself.
 */
#ifndef ISOWEAVE_MODEL_TELL_H
#define ISOWEAVE_MODEL_TELL_H

#include "model/merged.h"
#include "model/model.h"

/* The names in all/ whose meaning one change of a link may change. */
struct watch {
	int count;
	struct watched {
		const struct iw_node *dir;
		const struct iw_node *node; /* that it means */
		char name[SHOWN_SIZE];
	} of[3 * MERGED_ORDER_COUNT];
};

/* NAME in DIR's VIEW is gone, or means another node now. */
void tell_gone(const struct model *model, const struct iw_node *dir,
	enum iw_view view, const char *name);
/* The attributes of the directory NODE changed, as all views see it. */
void tell_attributes(const struct model *model, struct iw_node *node);

/* NODE has other than the EXPECTED number of names, which its owner reckons
 * with; for what is no directory. */
void tell_count(
	const struct model *model, struct iw_node *node, uint32_t expected);

/* Around a change of LINK's name in VIEW, which is or will be NAME. */
void watch_begin(const struct model *model, struct watch *watch,
	const struct link *link, enum iw_view view, const char *name);
void watch_end(const struct model *model, const struct watch *watch);

#endif
