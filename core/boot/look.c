#include "boot/look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/patch.h"
#include "store/datafile.h"
#include "store/transfer.h"
#include "store/turn.h"

#define PIECE 65536u

int boot_read(const struct boot *boot, const struct iw_node *node, void *out,
	size_t size, uint64_t at)
{
	const struct content *content = &node->content;
	uint64_t end = at + size < content->size ? at + size : content->size;
	uint8_t *to = out;
	uint64_t from = at;

	memset(out, 0, size);
	while (from < end) {
		struct span spans[SPANS];
		unsigned count = content_map(content, from, end - from, spans);

		for (unsigned i = 0; i < count; i++) {
			int error =
				datafile_read(store_file(boot->model->store),
					to, (size_t)spans[i].size, spans[i].at);

			if (error)
				return error;
			to += spans[i].size;
			from += spans[i].size;
		}
		if (!count)
			break;
	}
	patch_lay(patch_find(boot, node->ino), out, size, at);
	return 0;
}

int boot_sum(const struct boot *boot, const struct iw_node *node,
	const struct info_fields *fields, uint32_t *out)
{
	uint64_t size = node->content.size;
	uint8_t *piece = malloc(PIECE);
	uint32_t sum = 0;
	int error = 0;

	if (!piece)
		return -ENOMEM;
	for (uint64_t at = 0; at < size && !error; at += PIECE) {
		error = boot_read(boot, node, piece, PIECE, at);
		sum = info_table_sum(sum, fields, piece,
			size - at < PIECE ? (size_t)(size - at) : PIECE, at);
	}
	free(piece);
	*out = sum;
	return error;
}

int boot_look(const struct boot *boot, const struct iw_node *node,
	struct boot_image *out)
{
	static const struct info_fields table = { .table = true };
	uint8_t head[BOOT_IMAGE_HEAD];
	uint32_t sum;
	int error = boot_read(boot, node, head, sizeof(head), 0);

	if (error)
		return error;
	boot_image_look(head, node->content.size, out);
	if (!info_table_claims(head, node->content.size))
		return 0;
	error = boot_sum(boot, node, &table, &sum);
	if (!error)
		out->has_table = info_table_proves(head, sum);
	return error;
}

/* ---- Entries ---- */

static int by_name(const void *left, const void *right)
{
	const struct boot_entry *l = left, *r = right;

	return strcmp(l->name, r->name);
}

/* Appends those of PLACE, which OUT has room for, by name. */
static size_t list_place(
	const struct boot *boot, enum boot_place place, struct boot_entry *out)
{
	const struct dir *dir = boot->nodes[place]->dir;
	size_t count = 0;

	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];

		if (!link)
			continue;
		out[count++] = (struct boot_entry){
			.place = place,
			.name = link->name[IW_BOOT],
			.node = link->node,
		};
	}
	if (count)
		qsort(out, count, sizeof(*out), by_name);
	return count;
}

int boot_entries(
	const struct boot *boot, struct boot_entry **out, size_t *count)
{
	struct boot_entry *entries;
	size_t room = 1, used = 0;

	for (int place = 0; place < PLACE_PLATFORMS; place++)
		room += boot->nodes[place]->dir->link_count;
	entries = calloc(room, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	for (int place = 0; place < PLACE_PLATFORMS; place++)
		used += list_place(boot, place, entries + used);
	for (size_t i = 0; i < used; i++)
		entries[i].number = i;
	*out = entries;
	*count = used;
	return 0;
}
