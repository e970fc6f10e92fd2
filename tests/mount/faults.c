/*
 * Faults on demand, preloaded into the daemon: one call in a row of those that
 * reach a regular file or change a folder fails, is cut short, or is the last
 * that the process makes. The page that FAULTS names is shared with the test,
 * which arms it there.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* What a call that is hit does: fails with that errno, or one of these. */
enum {
	HIT_KILL = -1,	/* the process dies before the call */
	HIT_SHORT = -2, /* a write takes half of the bytes */
};

struct control {
	_Atomic int armed; /* 0: every call does what it should */
	_Atomic int left;  /* calls before the one that is hit */
	_Atomic int what;  /* errno or HIT_ */
	_Atomic int stays; /* all calls after it are hit too */
	_Atomic int hits;
};

static struct control idle;
static struct control *control = &idle;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("FAULTS");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *page = MAP_FAILED;

	if (fd >= 0)
		page = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE,
			MAP_SHARED, fd, 0);
	if (page != MAP_FAILED)
		control = page;
	unsetenv("LD_PRELOAD");
}

/* The errno for this call, HIT_SHORT, or 0. */
static int hit(void)
{
	int left;

	if (!control->armed)
		return 0;
	left = atomic_fetch_sub(&control->left, 1);
	if (left > 0 || (left < 0 && !control->stays))
		return 0;
	atomic_fetch_add(&control->hits, 1);
	if (control->what == HIT_KILL)
		raise(SIGKILL);
	return control->what;
}

static int hit_file(int fd)
{
	struct stat st;
	int what;

	if (!control->armed || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	what = hit();
	return what;
}

/* The real function of a name; a cast that ISO C has no word for. */
#define REAL(name)                                                             \
	static __typeof__(&name) real;                                         \
	if (!real)                                                             \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

#define FAIL(what)                                                             \
	do {                                                                   \
		int fail_ = (what);                                            \
		if (fail_ > 0) {                                               \
			errno = fail_;                                         \
			return -1;                                             \
		}                                                              \
	} while (0)

ssize_t write(int fd, const void *data, size_t size)
{
	REAL(write);
	int what = hit_file(fd);

	FAIL(what);
	return real(fd, data, what == HIT_SHORT && size > 1 ? size / 2 : size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	REAL(pwrite64);
	int what = hit_file(fd);

	FAIL(what);
	return real(
		fd, data, what == HIT_SHORT && size > 1 ? size / 2 : size, at);
}

ssize_t pwritev64(int fd, const struct iovec *part, int count, off64_t at)
{
	REAL(pwritev64);
	int what = hit_file(fd);

	FAIL(what);
	return real(fd, part,
		what == HIT_SHORT && count > 1 ? count / 2 : count, at);
}

ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at,
	size_t size, unsigned flags)
{
	REAL(copy_file_range);
	FAIL(hit_file(out));
	return real(in, in_at, out, out_at, size, flags);
}

int fsync(int fd)
{
	REAL(fsync);
	FAIL(hit());
	return real(fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	FAIL(hit());
	return real(fd);
}

int ftruncate64(int fd, off64_t size)
{
	REAL(ftruncate64);
	FAIL(hit_file(fd));
	return real(fd, size);
}

int fallocate64(int fd, int mode, off64_t at, off64_t size)
{
	REAL(fallocate64);
	FAIL(hit_file(fd));
	return real(fd, mode, at, size);
}

int renameat(int from, const char *old, int to, const char *new)
{
	REAL(renameat);
	FAIL(hit());
	return real(from, old, to, new);
}

int renameat2(
	int from, const char *old, int to, const char *new, unsigned flags)
{
	REAL(renameat2);
	FAIL(hit());
	return real(from, old, to, new, flags);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
	REAL(linkat);
	FAIL(hit());
	return real(from, old, to, new, flags);
}

int unlinkat(int dir, const char *name, int flags)
{
	REAL(unlinkat);
	FAIL(hit());
	return real(dir, name, flags);
}

int openat64(int dir, const char *name, int flags, ...)
{
	REAL(openat64);
	va_list rest;
	mode_t mode;

	va_start(rest, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	FAIL(hit());
	return real(dir, name, flags, mode);
}
