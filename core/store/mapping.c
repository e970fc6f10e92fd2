#include "store/mapping.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/sysio.h"

/* What this thread is about to touch; for the handler. */
static _Thread_local struct mapping *volatile touched;
static struct sigaction previous;
static int install_error;
static uintptr_t page_size;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Puts memory of the process's own in the place of what failed: the file's
 * bytes, then zeros where those cannot even be read. */
static bool replace(struct mapping *mapping, uint8_t *at)
{
	const int access = PROT_READ | PROT_WRITE;

	if (!mapping->is_own) {
		mapping->is_own = true;
		return mmap(mapping->bytes, mapping->size, access,
			       MAP_PRIVATE | MAP_FIXED, mapping->fd,
			       0) != MAP_FAILED;
	}
	mapping->is_torn = true;
	at -= (uintptr_t)at % page_size;
	return mmap(at, page_size, access,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		       0) != MAP_FAILED;
}

/* Calls only what a handler may (signal-safety(7)), and mmap(), which is a
 * plain system call. The access is tried again when it returns. */
static void handle(int number, siginfo_t *info, void *context)
{
	struct mapping *mapping = touched;
	uint8_t *at = info->si_addr;
	int error = errno;

	(void)context;
	if (!mapping || at < mapping->bytes ||
		at >= mapping->bytes + mapping->size || !replace(mapping, at)) {
		sigaction(number, &previous, NULL);
		/* A fault comes again by itself. */
		if (info->si_code <= 0)
			raise(number);
	}
	errno = error;
}

static void install(void)
{
	struct sigaction action = { .sa_sigaction = handle,
		.sa_flags = SA_SIGINFO | SA_RESTART };

	page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	sigemptyset(&action.sa_mask);
	install_error = sigaction(SIGBUS, &action, &previous) ? -errno : 0;
}

static int map(struct mapping *mapping, int fd, uint64_t size, int how)
{
	pthread_once(&once, install);
	if (install_error)
		return install_error;
	*mapping = (struct mapping){
		.fd = fd,
		.size = size,
		.is_own = how == MAP_PRIVATE,
	};
	mapping->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, how, fd, 0);
	return mapping->bytes == MAP_FAILED ? -errno : 0;
}

int mapping_open(struct mapping *mapping, int fd, uint64_t size)
{
	return map(mapping, fd, size, MAP_SHARED);
}

int mapping_look(struct mapping *mapping, int fd, uint64_t size)
{
	return map(mapping, fd, size, MAP_PRIVATE);
}

void mapping_close(struct mapping *mapping)
{
	munmap(mapping->bytes, mapping->size);
}

struct mapping *mapping_enter(struct mapping *mapping)
{
	struct mapping *outer = touched;

	touched = mapping;
	atomic_signal_fence(memory_order_seq_cst);
	return outer;
}

int mapping_leave(struct mapping *outer)
{
	const struct mapping *mapping = touched;

	atomic_signal_fence(memory_order_seq_cst);
	touched = outer;
	return mapping->is_torn ? -EIO : 0;
}

/* mremap() moves what is in one piece only. */
static int grow_torn(struct mapping *mapping, uint64_t size)
{
	struct mapping *outer, grown;
	int error = mapping_look(&grown, mapping->fd, size);

	if (error)
		return error;
	grown.is_torn = true;
	grown.from = mapping->from;
	grown.to = mapping->to;
	outer = mapping_enter(&grown);
	memcpy(grown.bytes, mapping->bytes, mapping->size);
	(void)mapping_leave(outer);
	mapping_close(mapping);
	*mapping = grown;
	return 0;
}

int mapping_grow(struct mapping *mapping, uint64_t size)
{
	void *bytes;

	if (mapping->is_torn)
		return grow_torn(mapping, size);
	bytes = mremap(mapping->bytes, mapping->size, size, MREMAP_MAYMOVE);
	if (bytes == MAP_FAILED)
		return -errno;
	mapping->bytes = bytes;
	mapping->size = size;
	return 0;
}

static void note(struct mapping *mapping, uint64_t at, uint64_t size)
{
	uint64_t end = at + size;

	if (mapping->from >= mapping->to) {
		mapping->from = at;
		mapping->to = end;
	}
	if (at < mapping->from)
		mapping->from = at;
	if (end > mapping->to)
		mapping->to = end;
}

void mapping_write(
	struct mapping *mapping, uint64_t at, const void *bytes, size_t size)
{
	struct mapping *outer = mapping_enter(mapping);

	memcpy(mapping->bytes + at, bytes, size);
	(void)mapping_leave(outer);
	if (mapping->is_own)
		note(mapping, at, size);
}

void mapping_zero(struct mapping *mapping, uint64_t at, uint64_t size)
{
	struct mapping *outer = mapping_enter(mapping);

	memset(mapping->bytes + at, 0, size);
	(void)mapping_leave(outer);
	if (mapping->is_own)
		note(mapping, at, size);
}

/* So that there is something in each page for the system call, which has no
 * handler. */
static void touch(struct mapping *mapping)
{
	const volatile uint8_t *bytes = mapping->bytes;
	struct mapping *outer = mapping_enter(mapping);

	for (uint64_t at = mapping->from; at < mapping->to; at += page_size)
		(void)bytes[at];
	(void)bytes[mapping->to - 1];
	(void)mapping_leave(outer);
}

int mapping_save(struct mapping *mapping)
{
	int error;

	if (mapping->from >= mapping->to)
		return 0;
	touch(mapping);
	error = sysio_write(mapping->fd, mapping->bytes + mapping->from,
		mapping->to - mapping->from, mapping->from);
	if (!error)
		mapping->from = mapping->to = 0;
	return error;
}

int mapping_try(struct mapping *mapping, uint64_t at, uint64_t size)
{
	const uint64_t from = mapping->from, to = mapping->to;
	int error;

	if (mapping->is_own)
		note(mapping, at, size);
	error = mapping_save(mapping);
	if (error) {
		mapping->from = from;
		mapping->to = to;
	}
	return error;
}
