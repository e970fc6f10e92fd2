/*
 * The threads that serve requests.
 *
 *	/dev/fuse ──▶ reader: reads a request, serves it, reads the next ...
 *	              others: asleep
 *
 * One thread at a time is the reader, and it serves what it reads itself: no
 * other thread is woken for a request, which on a virtual machine costs more
 * than the request. Before what can take long, the reader gives its place to
 * another (loop_may_wait); where it got stuck without saying so, a watch that
 * looks every few milliseconds does it.
 *
 * The same watch asks the processors not to sleep deeply while requests come
 * in a burst (latency.h), and itself sleeps while none come. Where the request
 * was granted, the reader looks for the next one for a moment before it sleeps.
 */
#ifndef ISOWEAVE_FUSE_LOOP_H
#define ISOWEAVE_FUSE_LOOP_H

#include <stddef.h>

struct fuse_session;
struct loop;
struct notices;

/*
 * Serves SESSION with up to THREADS threads until it is unmounted or a signal
 * ends it: SIGTERM, SIGINT, SIGHUP, which the caller has blocked. Stops
 * NOTICES while requests are still served. Returns the signal, 0 for an
 * unmount, or -errno.
 */
int loop_run(struct fuse_session *session, unsigned threads,
	struct notices *notices);

/* To be called by an operation before it waits, for the disk or another
 * thread: requests are read by another thread from now on. */
void loop_may_wait(void);

/* SIZE bytes that this thread may use until its operation ends; the same at
 * each call. NULL: no memory. */
char *loop_buffer(size_t size);

#endif
