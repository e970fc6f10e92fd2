#include "background.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void await_child(pid_t child, int ready)
{
	int status;
	char byte;

	if (read(ready, &byte, 1) == 1)
		_exit(EXIT_SUCCESS);
	/* It ended before it was ready, and has said why. */
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	_exit(EXIT_FAILURE);
}

int background_fork(void)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	child = fork();
	if (child < 0)
		return -errno;
	if (child > 0) {
		close(ends[1]);
		await_child(child, ends[0]);
	}
	close(ends[0]);
	return ends[1];
}

int background_ready(int parent)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -errno;
	if (setsid() < 0 || chdir("/") != 0)
		return -errno;
	for (int fd = 0; fd <= 2; fd++) {
		if (dup2(null, fd) < 0)
			return -errno;
	}
	if (null > 2)
		close(null);
	/* A parent that was killed does not wait. */
	if (write(parent, "", 1) != 1 && errno != EPIPE)
		return -errno;
	close(parent);
	return 0;
}
