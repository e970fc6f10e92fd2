/*
 * What the kernel must forget because one view's operation changed another.
 *
 *	rm all/x ─▶ op ─▶ iw_unlink ─▶ events: joliet/x gone, iso/X gone
 *	             │                     │ collected in this thread
 *	             ├─ notice_send ◀──────┘
 *	             │     attributes: told to the kernel at once
 *	             │     names: told by a thread of their own, waited for
 *	             └─▶ reply
 *
 * Both before the reply, so that who removed all/x finds joliet/x gone too.
 * To drop a name, the kernel takes the lock of the directory it is in:
 *
 *	A: rm joliet/y     holds joliet/, waits for its reply
 *	B: rm all/x        its operation asks to drop joliet/x: waits for A
 *	A's operation      asks to drop all/y: all/ is held by B
 *
 * Hence the thread of its own, and a wait that is bounded: after NOTICE_WAIT_MS
 * the operation replies all the same, which releases its directory's lock, and
 * the name is dropped a moment later. Names in the directories that the served
 * system call itself has locked are not waited for at all: they come last.
 */
#ifndef ISOWEAVE_FUSE_NOTICE_H
#define ISOWEAVE_FUSE_NOTICE_H

#include <stdint.h>

#include <isoweave.h>

#define NOTICE_WAIT_MS 20

struct fuse_session;
struct notices;

/* NULL: no memory, or no thread. */
struct notices *notice_start(struct fuse_session *session);
/* Sends what is left and ends the thread; requests have to be served until it
 * returns, or the session have ended. Later notices are dropped. */
void notice_stop(struct notices *notices);
void notice_free(struct notices *notices);

/* struct iw_events' own; OWNER is not used: they collect in this thread. */
void notice_name_gone(
	void *owner, struct iw_node *dir, enum iw_view view, const char *name);
void notice_attr_changed(void *owner, struct iw_node *node, enum iw_view view);

/* The same by number, for the mount's own. */
void notice_name(uint64_t dir, const char *name);
void notice_attr(uint64_t id);

/* The operation of this thread serves a system call that has locked the
 * directories DIR and OTHER (0: none). */
void notice_locked(uint64_t dir, uint64_t other);
/* Sends what this thread collected, to be called before its reply. */
void notice_send(struct notices *notices);

#endif
