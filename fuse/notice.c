#define FUSE_USE_VERSION 314
#include "notice.h"

#include <errno.h>
#include <fuse_lowlevel.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "loop.h"
#include "nodeid.h"

/* More than one operation changes; NAME_ROOM holds any name. */
enum { NAMES = 32, ATTRS = 64, NAME_ROOM = 1024, QUEUE = 128 };

struct gone {
	uint64_t dir;
	char name[NAME_ROOM];
};

/* What this thread's operation changed so far. */
struct collected {
	unsigned names, attrs;
	bool lost; /* names that had no room here */
	uint64_t locked[2];
	struct gone name[NAMES];
	uint64_t attr[ATTRS];
};

struct notices {
	struct fuse_session *session;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more, done;
	bool stopping, stopped;
	/* Names had no room: everything below the mount's root is dropped. */
	bool lost;
	uint64_t put, sent; /* names ever queued, and told to the kernel */
	struct gone queue[QUEUE];
};

static _Thread_local struct collected collected;

void notice_locked(uint64_t dir, uint64_t other)
{
	collected.locked[0] = dir;
	collected.locked[1] = other;
}

static bool is_locked(uint64_t dir)
{
	return dir == collected.locked[0] || dir == collected.locked[1];
}

static bool is_free(uint64_t dir)
{
	return !is_locked(dir);
}

void notice_name(uint64_t dir, const char *name)
{
	struct gone *gone = &collected.name[collected.names];
	size_t size = strlen(name) + 1;

	if (collected.names == NAMES || size > NAME_ROOM) {
		collected.lost = true;
		return;
	}
	gone->dir = dir;
	memcpy(gone->name, name, size);
	collected.names++;
}

void notice_attr(uint64_t id)
{
	for (unsigned i = 0; i < collected.attrs; i++) {
		if (collected.attr[i] == id)
			return;
	}
	if (collected.attrs == ATTRS)
		collected.lost = true;
	else
		collected.attr[collected.attrs++] = id;
}

void notice_name_gone(
	void *owner, struct iw_node *dir, enum iw_view view, const char *name)
{
	(void)owner;
	notice_name(nodeid_of(dir, view, S_IFDIR), name);
}

void notice_attr_changed(void *owner, struct iw_node *node, enum iw_view view)
{
	(void)owner;
	/* Whether NODE is a directory may not be asked here; what is not has
	 * the number of view 0, and the kernel skips numbers unknown to it. */
	notice_attr(nodeid_of(node, view, S_IFDIR));
	notice_attr(nodeid_of(node, 0, S_IFDIR));
}

static void drop_views(struct fuse_session *session)
{
	for (int view = 0; view < IW_VIEWS; view++) {
		const char *folder = iw_view_name(view);

		fuse_lowlevel_notify_inval_entry(
			session, FUSE_ROOT_ID, folder, strlen(folder));
	}
}

/* Called with the lock held, which it leaves while it tells the kernel. What
 * the kernel does not know it cannot drop: its -ENOENT is no error. */
static void send_one(struct notices *notices)
{
	struct gone *gone = &notices->queue[notices->sent % QUEUE];
	bool lost = notices->lost;

	notices->lost = false;
	pthread_mutex_unlock(&notices->lock);
	if (lost)
		drop_views(notices->session);
	else
		fuse_lowlevel_notify_inval_entry(notices->session, gone->dir,
			gone->name, strlen(gone->name));
	pthread_mutex_lock(&notices->lock);
	if (!lost)
		notices->sent++;
	pthread_cond_broadcast(&notices->done);
}

static void *notices_run(void *arg)
{
	struct notices *notices = arg;

	pthread_mutex_lock(&notices->lock);
	for (;;) {
		if (notices->lost || notices->sent < notices->put)
			send_one(notices);
		else if (notices->stopping)
			break;
		else
			pthread_cond_wait(&notices->more, &notices->lock);
	}
	notices->stopped = true;
	pthread_mutex_unlock(&notices->lock);
	return NULL;
}

static void wait_sent(struct notices *notices, uint64_t put)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += NOTICE_WAIT_MS * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (notices->sent < put && !notices->stopped) {
		if (pthread_cond_timedwait(&notices->done, &notices->lock,
			    &until) == ETIMEDOUT)
			return;
	}
}

/* Queues the names in the directories of which IS_ONE is true; returns how many
 * were ever queued then. */
static uint64_t put_names(struct notices *notices, bool (*is_one)(uint64_t dir))
{
	for (unsigned i = 0; i < collected.names; i++) {
		if (!is_one(collected.name[i].dir))
			continue;
		if (notices->put - notices->sent == QUEUE) {
			notices->lost = true;
			break;
		}
		notices->queue[notices->put++ % QUEUE] = collected.name[i];
	}
	return notices->put;
}

static void send_names(struct notices *notices)
{
	uint64_t before, put;

	loop_may_wait();
	pthread_mutex_lock(&notices->lock);
	if (!notices->stopped) {
		notices->lost |= collected.lost;
		before = notices->put;
		put = put_names(notices, is_free);
		put_names(notices, is_locked);
		pthread_cond_signal(&notices->more);
		if (put != before)
			wait_sent(notices, put);
	}
	pthread_mutex_unlock(&notices->lock);
	collected.names = 0;
	collected.lost = false;
}

static void send_attrs(struct notices *notices)
{
	/* Attributes only, at -1: takes no lock that a system call holds. */
	for (unsigned i = 0; i < collected.attrs; i++)
		fuse_lowlevel_notify_inval_inode(
			notices->session, collected.attr[i], -1, 0);
	collected.attrs = 0;
}

void notice_send(struct notices *notices)
{
	if (collected.attrs)
		send_attrs(notices);
	if (collected.names || collected.lost)
		send_names(notices);
	notice_locked(0, 0);
}

struct notices *notice_start(struct fuse_session *session)
{
	struct notices *notices = calloc(1, sizeof(*notices));
	pthread_condattr_t monotonic;

	if (!notices)
		return NULL;
	notices->session = session;
	pthread_mutex_init(&notices->lock, NULL);
	pthread_cond_init(&notices->more, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&notices->done, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&notices->thread, NULL, notices_run, notices) == 0)
		return notices;
	free(notices);
	return NULL;
}

void notice_stop(struct notices *notices)
{
	pthread_mutex_lock(&notices->lock);
	notices->stopping = true;
	pthread_cond_signal(&notices->more);
	pthread_mutex_unlock(&notices->lock);
	pthread_join(notices->thread, NULL);
}

void notice_free(struct notices *notices)
{
	pthread_cond_destroy(&notices->more);
	pthread_cond_destroy(&notices->done);
	pthread_mutex_destroy(&notices->lock);
	free(notices);
}
