/*
 * What the model calls of the store, which is built at the same time: weak
 * until it is there. Without a store or a journal none is called.
 */
#ifndef ISOWEAVE_MODEL_AHEAD_H
#define ISOWEAVE_MODEL_AHEAD_H

#include "store/content.h"
#include "store/journal.h"

void content_have(struct content *c, struct extent what);

#pragma weak content_free
#pragma weak content_have
#pragma weak content_set
#pragma weak journal_begin
#pragma weak journal_put
#pragma weak journal_end
#pragma weak journal_replay

#endif
