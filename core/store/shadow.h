/*
 * A shadow: what is new in a store whose file must not change. It lies in
 * memory, at the addresses behind the file's end.
 */
#ifndef ISOWEAVE_STORE_SHADOW_H
#define ISOWEAVE_STORE_SHADOW_H

#include "store/store.h"

/* Lets the store's contents grow behind its file, without touching that. Done
 * once, before there are any. -ENOMEM, -EMFILE and the like. */
int store_shadow(struct store *store);

#endif
