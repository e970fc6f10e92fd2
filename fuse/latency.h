/*
 * A request to the processors not to sleep so deeply that waking takes long,
 * held open while the mount is busy. Only root may make it; it is machine-wide,
 * so it is dropped as soon as there is nothing to do.
 */
#ifndef ISOWEAVE_FUSE_LATENCY_H
#define ISOWEAVE_FUSE_LATENCY_H

struct latency {
	int fd;	    /* -1: not held */
	int denied; /* not to be asked for again */
};

#define LATENCY_INIT                                                           \
	{                                                                      \
		.fd = -1                                                       \
	}

void latency_hold(struct latency *latency);
void latency_drop(struct latency *latency);

#endif
