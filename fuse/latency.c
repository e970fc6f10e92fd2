#include "latency.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

void latency_hold(struct latency *latency)
{
	const int32_t microseconds = 0;

	if (latency->fd >= 0 || latency->denied)
		return;
	latency->fd = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
	if (latency->fd < 0) {
		latency->denied = 1;
		return;
	}
	if (write(latency->fd, &microseconds, sizeof(microseconds)) !=
		sizeof(microseconds)) {
		latency->denied = 1;
		latency_drop(latency);
	}
}

void latency_drop(struct latency *latency)
{
	if (latency->fd < 0)
		return;
	close(latency->fd);
	latency->fd = -1;
}
