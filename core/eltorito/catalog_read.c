#include "eltorito/catalog_read.h"

#include <errno.h>
#include <stdlib.h>

/* Bytes that are looked at: about 2000 entries. */
#define CATALOG_MAX 65536u

int catalog_read(
	struct intake *intake, struct catalog_entry **out, size_t *count)
{
	const struct medium *medium = &intake->medium;
	size_t size = CATALOG_MAX;
	uint8_t *bytes = calloc(1, size);
	int error = bytes ? 0 : -ENOMEM;
	bool is_cut;

	while (size > SECTOR_SIZE && !medium_has(medium, intake->catalog, size))
		size -= SECTOR_SIZE;
	if (!error)
		error = medium_sectors(medium, intake->catalog, size, bytes);
	if (!error)
		error = catalog_decode(bytes, size, out, count, &is_cut);
	free(bytes);
	if (!error && is_cut)
		intake_fault(intake, intake->catalog, "El Torito 2.3",
			"the boot catalog has no end within %zu bytes; what is "
			"behind them is left out",
			size);
	return error;
}
