/*
 * Every change of the model as journal records, and back. All record_ functions
 * do nothing without a journal, and not for an orphan: it ends with the
 * process. They cannot fail, because the operation's journal_begin() kept room
 * for them. record_kinds.h draws the records.
 */
#ifndef ISOWEAVE_MODEL_RECORD_H
#define ISOWEAVE_MODEL_RECORD_H

#include "model/model.h"
#include "name/name.h"
#include "store/journal.h"

/* Bytes in a frame that one record may take. */
#define RECORD_NAME_ROOM (JOURNAL_RECORD + 32 + NAME_SIZE)
#define RECORD_DROP_ROOM (JOURNAL_RECORD + 32)
#define RECORD_ATTRIBUTES_ROOM (JOURNAL_RECORD + 96)
#define RECORD_NODE_ROOM (JOURNAL_RECORD + 32 + 4096)
#define RECORD_REPLACED_ROOM (JOURNAL_RECORD + 8)
/* Any operation but those that say otherwise: two entries in each context
 * given and three dropped, one node made, the attributes of six set. */
#define RECORD_OPERATION_ROOM                                                  \
	(2 * IW_CONTEXTS * RECORD_NAME_ROOM +                                  \
		3 * IW_CONTEXTS * RECORD_DROP_ROOM +                           \
		6 * RECORD_ATTRIBUTES_ROOM + RECORD_NODE_ROOM)

void record_node(const struct model *model, const struct iw_node *node);
void record_attributes(const struct model *model, const struct iw_node *node);
void record_name(
	const struct model *model, const struct link *link, enum iw_view view);
void record_drop(
	const struct model *model, const struct link *link, enum iw_view view);
void record_content(const struct model *model, const struct iw_node *node);
size_t record_content_room(const struct iw_node *node);
/* What NODE carries; then, that its data are the user's. */
void record_carried(const struct model *model, const struct iw_node *node);
size_t record_carried_room(
	const struct model *model, const struct iw_node *node);
void record_replaced(const struct model *model, const struct iw_node *node);
void record_last_ino(const struct model *model);

/*
 * Does what the records of JOURNAL say; MODEL is as it was when the journal
 * began, without a journal of its own. OTHER, which may be NULL, gets the
 * records that are not the model's. -EUCLEAN: they do not fit the model.
 */
int record_replay(struct model *model, struct journal *journal,
	journal_each *other, void *user);
/* Writes the whole model to the journal, as records that make it out of an
 * empty one. -ENOSPC, -EIO, -ENOMEM. */
int record_checkpoint(const struct model *model, struct journal *journal);

#endif
