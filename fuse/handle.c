#include "handle.h"

#include <stdlib.h>

#include <isoweave.h>

struct handle *handle_new(struct handles *handles)
{
	struct handle *handle = calloc(1, sizeof(*handle));

	if (!handle)
		return NULL;
	pthread_mutex_lock(&handles->lock);
	handle->next = handles->first;
	if (handle->next)
		handle->next->previous = handle;
	handles->first = handle;
	pthread_mutex_unlock(&handles->lock);
	return handle;
}

static void take_out(struct handles *handles, struct handle *handle)
{
	pthread_mutex_lock(&handles->lock);
	if (handle->next)
		handle->next->previous = handle->previous;
	if (handle->previous)
		handle->previous->next = handle->next;
	else
		handles->first = handle->next;
	if (handle->snapshot)
		handles->snapshots--;
	pthread_mutex_unlock(&handles->lock);
}

int handle_close(struct handles *handles, struct handle *handle)
{
	int error = 0;

	take_out(handles, handle);
	if (handle->file)
		error = iw_release(handle->file);
	if (handle->snapshot)
		iw_snapshot_close(handle->snapshot);
	free(handle->text);
	free(handle);
	return error;
}

int handle_close_all(struct handles *handles)
{
	int error = 0, first = 0;

	while (handles->first) {
		error = handle_close(handles, handles->first);
		if (!first)
			first = error;
	}
	return first;
}
