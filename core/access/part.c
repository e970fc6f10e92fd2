#include "access/part.h"

#include "store/gate.h"
#include "store/turn.h"

void part_begin(
	struct part *part, const struct iw_file *file, uint64_t at, size_t size)
{
	struct store *store = file->image->store;
	const struct content *c = &file->node->content;
	const struct boot_patch *patch =
		patch_find(&file->image->boot, file->node->ino);

	part->is_patched = patch;
	if (patch)
		part->patch = *patch;
	part->count = content_map(c, at, size, part->spans);
	part->size = 0;
	for (unsigned i = 0; i < part->count; i++)
		part->size += part->spans[i].size;
	part->file = datafile_hold(store_file(store));
	gate_enter(store, c);
}

void part_end(struct part *part, const struct iw_file *file)
{
	gate_leave(file->image->store, &file->node->content);
	datafile_drop(part->file);
}

int part_read(const struct part *part, char *out)
{
	int error = 0;

	for (unsigned i = 0; i < part->count && !error; i++) {
		error = datafile_read(part->file, out, part->spans[i].size,
			part->spans[i].at);
		out += part->spans[i].size;
	}
	return error;
}

int part_write(const struct part *part, const char *data)
{
	int error = 0;

	for (unsigned i = 0; i < part->count && !error; i++) {
		error = datafile_write(part->file, data, part->spans[i].size,
			part->spans[i].at);
		data += part->spans[i].size;
	}
	return error;
}
