#include "store/shadow.h"

#include <errno.h>
#include <sys/mman.h>

#include "store/inner.h"

int store_shadow(struct store *store)
{
	struct datafile *file = store->file;

	if (file->shadow >= 0)
		return 0;
	file->shadow = memfd_create("isoweave", MFD_CLOEXEC);
	if (file->shadow < 0)
		return -errno;
	file->shadow_at = store->tail * SECTOR_SIZE;
	return 0;
}
