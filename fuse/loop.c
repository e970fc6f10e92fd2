#define FUSE_USE_VERSION 314
#include "loop.h"

#include <errno.h>
#include <fuse_lowlevel.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "latency.h"
#include "notice.h"

enum {
	TICK_MS = 2,	  /* the watch looks so often */
	QUIET_TICKS = 50, /* without a request, until it sleeps */
	BURST = 20,	  /* requests a tick that are a burst */
	SPIN_NS = 50000,  /* a reader looks for a request before it sleeps */
};

struct thread {
	pthread_t id;
	struct loop *loop;
	struct thread *next;
	atomic_bool serving; /* not reading */
	struct fuse_buf request;
	char *buffer;
	size_t buffer_size;
};

struct loop {
	struct fuse_session *session;
	unsigned threads_max;
	int ended_fd; /* readable once the session has ended */

	pthread_mutex_t lock;
	pthread_cond_t turn;	/* the reader's place is free */
	struct thread *threads; /* all */
	unsigned threads_count;
	unsigned idle; /* of them waiting for their turn */
	atomic_bool ended;
	int error; /* of reading requests */

	_Atomic(struct thread *) reader;
	atomic_bool eager;   /* the reader looks before it sleeps */
	atomic_ulong served; /* requests read */

	pthread_t watch;
	sem_t watch_wake;
	atomic_bool watch_asleep;
};

static _Thread_local struct thread *self;

static void *thread_run(void *arg);

/* Called with the lock held. Without memory for another thread, those that
 * there are have to do. */
static void start_thread(struct loop *loop)
{
	struct thread *thread = calloc(1, sizeof(*thread));

	if (!thread)
		return;
	thread->loop = loop;
	if (pthread_create(&thread->id, NULL, thread_run, thread) != 0) {
		free(thread);
		return;
	}
	thread->next = loop->threads;
	loop->threads = thread;
	loop->threads_count++;
}

/* Frees the reader's place if THREAD has it. */
static void depose(struct loop *loop, struct thread *thread)
{
	pthread_mutex_lock(&loop->lock);
	if (atomic_load(&loop->reader) == thread && !loop->ended) {
		if (loop->idle == 0 && loop->threads_count < loop->threads_max)
			start_thread(loop);
		if (loop->threads_count > 1) {
			atomic_store(&loop->reader, NULL);
			pthread_cond_signal(&loop->turn);
		}
	}
	pthread_mutex_unlock(&loop->lock);
}

void loop_may_wait(void)
{
	if (self && atomic_load(&self->loop->reader) == self)
		depose(self->loop, self);
}

char *loop_buffer(size_t size)
{
	char *buffer;

	if (size <= self->buffer_size)
		return self->buffer;
	buffer = realloc(self->buffer, size);
	if (!buffer)
		return NULL;
	self->buffer = buffer;
	self->buffer_size = size;
	return buffer;
}

static long elapsed_ns(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000000000L + now.tv_nsec -
	       since->tv_nsec;
}

/* In a burst the next request is nearer than a sleep and a waking are long. Who
 * looks in vain is not the only one with something to do: sleeps until the
 * watch says otherwise. */
static void look_for_request(struct loop *loop)
{
	struct pollfd device = {
		.fd = fuse_session_fd(loop->session),
		.events = POLLIN,
	};
	struct timespec begin;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (poll(&device, 1, 0) == 0) {
		if (elapsed_ns(&begin) > SPIN_NS) {
			atomic_store(&loop->eager, false);
			return;
		}
	}
}

/* Returns false once the session has ended. */
static bool serve_one(struct thread *thread)
{
	struct loop *loop = thread->loop;
	int size;

	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	if (atomic_load(&loop->eager))
		look_for_request(loop);
	size = fuse_session_receive_buf(loop->session, &thread->request);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	if (size == -EINTR || size == -EAGAIN)
		return true;
	if (size <= 0) {
		loop->error = size;
		return false;
	}
	atomic_store(&thread->serving, true);
	atomic_fetch_add(&loop->served, 1);
	if (atomic_load(&loop->watch_asleep) &&
		atomic_exchange(&loop->watch_asleep, false))
		sem_post(&loop->watch_wake);
	fuse_session_process_buf(loop->session, &thread->request);
	atomic_store(&thread->serving, false);
	return !fuse_session_exited(loop->session);
}

/* Wakes the waiting threads, to end, and loop_run. */
static void end(struct loop *loop)
{
	const uint64_t one = 1;

	pthread_mutex_lock(&loop->lock);
	atomic_store(&loop->ended, true);
	pthread_cond_broadcast(&loop->turn);
	pthread_mutex_unlock(&loop->lock);
	/* Adding one to an eventfd fails only at 2^64. */
	if (write(loop->ended_fd, &one, sizeof(one)) != sizeof(one))
		abort();
}

/* Returns false once the session has ended. */
static bool await_turn(struct thread *thread)
{
	struct loop *loop = thread->loop;
	bool ended;

	pthread_mutex_lock(&loop->lock);
	loop->idle++;
	while (atomic_load(&loop->reader) && !atomic_load(&loop->ended))
		pthread_cond_wait(&loop->turn, &loop->lock);
	loop->idle--;
	ended = atomic_load(&loop->ended);
	if (!ended)
		atomic_store(&loop->reader, thread);
	pthread_mutex_unlock(&loop->lock);
	return !ended;
}

static void *thread_run(void *arg)
{
	struct thread *thread = arg;
	struct loop *loop = thread->loop;
	bool going = true;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	self = thread;
	while (going && await_turn(thread)) {
		while (going && atomic_load(&loop->reader) == thread)
			going = serve_one(thread);
	}
	if (!going)
		end(loop);
	return NULL;
}

/* Sleeps until a request after the first SERVED ones. */
static void sleep_until_busy(struct loop *loop, unsigned long served)
{
	atomic_store(&loop->watch_asleep, true);
	if (atomic_load(&loop->served) != served &&
		atomic_exchange(&loop->watch_asleep, false))
		return;
	while (sem_wait(&loop->watch_wake) != 0)
		continue;
}

static void *watch_run(void *arg)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000 };
	struct loop *loop = arg;
	struct latency latency = LATENCY_INIT;
	unsigned long before = 0, now;
	unsigned quiet = QUIET_TICKS;
	struct thread *reader;

	while (!atomic_load(&loop->ended)) {
		if (quiet >= QUIET_TICKS) {
			latency_drop(&latency);
			sleep_until_busy(loop, before);
		}
		nanosleep(&tick, NULL);
		now = atomic_load(&loop->served);
		reader = atomic_load(&loop->reader);
		if (now == before && reader && atomic_load(&reader->serving))
			depose(loop, reader);
		if (now - before >= BURST)
			latency_hold(&latency);
		atomic_store(
			&loop->eager, latency.fd >= 0 && now - before >= BURST);
		quiet = now == before ? quiet + 1 : 0;
		before = now;
	}
	latency_drop(&latency);
	return NULL;
}

/* Returns the signal that ends the session, 0 if it ended by itself. */
static int await_end(struct loop *loop)
{
	struct signalfd_siginfo info;
	struct pollfd ends[2] = { { .fd = loop->ended_fd, .events = POLLIN } };
	sigset_t signals;
	int signal = 0;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	ends[1].events = POLLIN;
	ends[1].fd = signalfd(-1, &signals, SFD_CLOEXEC);
	if (ends[1].fd < 0)
		return -errno;
	while (poll(ends, 2, -1) < 0 && errno == EINTR)
		continue;
	if (ends[1].revents &&
		read(ends[1].fd, &info, sizeof(info)) == sizeof(info))
		signal = (int)info.ssi_signo;
	close(ends[1].fd);
	return signal;
}

static void stop(struct loop *loop)
{
	struct thread *thread, *next;

	fuse_session_exit(loop->session);
	end(loop);
	/* First who looks at the others. */
	sem_post(&loop->watch_wake);
	pthread_join(loop->watch, NULL);
	for (thread = loop->threads; thread; thread = thread->next)
		pthread_cancel(thread->id);
	for (thread = loop->threads; thread; thread = next) {
		next = thread->next;
		pthread_join(thread->id, NULL);
		free(thread->request.mem);
		free(thread->buffer);
		free(thread);
	}
}

static int start(struct loop *loop)
{
	int error = pthread_create(&loop->watch, NULL, watch_run, loop);
	bool started;

	if (error)
		return -error;
	pthread_mutex_lock(&loop->lock);
	start_thread(loop);
	started = loop->threads;
	pthread_mutex_unlock(&loop->lock);
	if (started)
		return 0;
	stop(loop);
	return -ENOMEM;
}

int loop_run(
	struct fuse_session *session, unsigned threads, struct notices *notices)
{
	struct loop loop = {
		.session = session,
		.threads_max = threads,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.turn = PTHREAD_COND_INITIALIZER,
		.watch_asleep = false,
	};
	int ended;

	loop.ended_fd = eventfd(0, EFD_CLOEXEC);
	if (loop.ended_fd < 0)
		return -errno;
	sem_init(&loop.watch_wake, 0, 0);
	ended = start(&loop);
	if (ended == 0) {
		ended = await_end(&loop);
		notice_stop(notices);
		stop(&loop);
		if (ended == 0)
			ended = loop.error;
	}
	sem_destroy(&loop.watch_wake);
	close(loop.ended_fd);
	return ended;
}
