#include "hybrid/second.h"

#include <errno.h>
#include <string.h>

#include "disk/iso_volume.h"
#include "store/turn.h"

enum {
	FIRST_DESCRIPTOR = LAYOUT_PARTITION + 16, /* ECMA-119 6.2.1 */
	DESCRIPTORS_MAX = 16,
};

/* What cannot be read is none. */
static bool is_descriptor(const struct store *store, uint64_t lba)
{
	struct datafile *file = store_file(store);
	struct iso_volume_head head;

	return datafile_read(file, &head, sizeof(head),
		       (file->shift + lba) * SECTOR_SIZE) == 0 &&
	       iso_volume_is_standard(&head);
}

static void render_zeros(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	(void)layout;
	memset(out, 0, self->size);
}

int second_drop(struct layout *layout, const struct store *store)
{
	struct section zeros = {
		.zone = ZONE_PARTITION,
		.render = render_zeros,
	};
	uint64_t count = 0;

	while (store_has_commit(store) && count < DESCRIPTORS_MAX &&
		is_descriptor(store, FIRST_DESCRIPTOR + count))
		count++;
	zeros.size = count * SECTOR_SIZE;
	return !count || layout_add(layout, &zeros) ? 0 : -ENOMEM;
}
