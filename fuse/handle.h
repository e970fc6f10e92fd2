/*
 * What is open. The list lets the daemon close, at its end, what its users left
 * open.
 */
#ifndef ISOWEAVE_FUSE_HANDLE_H
#define ISOWEAVE_FUSE_HANDLE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct iw_file;
struct iw_snapshot;

struct handle {
	struct handle *previous, *next;
	struct iw_file *file;	      /* of a file of the image, or */
	struct iw_snapshot *snapshot; /* of image.iso, or */
	char *text;		      /* of settings/ as it was at opening */
	size_t length;
	bool direct; /* the kernel's page cache is not used */
};

struct handles {
	pthread_mutex_t lock;
	struct handle *first;
	uint64_t snapshot_size; /* of the last snapshot opened */
	unsigned snapshots;	/* open now */
};

#define HANDLES_INIT                                                           \
	{                                                                      \
		.lock = PTHREAD_MUTEX_INITIALIZER                              \
	}

/* An empty handle in the list; NULL: no memory. */
struct handle *handle_new(struct handles *handles);
/* Closes what is open in HANDLE and frees it. Returns what closing did. */
int handle_close(struct handles *handles, struct handle *handle);
int handle_close_all(struct handles *handles);

#endif
