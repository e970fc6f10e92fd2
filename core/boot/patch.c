#include "boot/patch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/look.h"
#include "boot/note.h"
#include "store/datafile.h"
#include "store/gate.h"
#include "store/sharing.h"
#include "store/transfer.h"
#include "store/turn.h"

static struct boot_patch *find(const struct boot *boot, uint64_t ino)
{
	for (size_t i = 0; i < boot->patch_count; i++) {
		if (boot->patches[i].ino == ino)
			return &boot->patches[i];
	}
	return NULL;
}

const struct boot_patch *patch_find(const struct boot *boot, uint64_t ino)
{
	return find(boot, ino);
}

static void forget(struct boot *boot, uint64_t ino)
{
	struct boot_patch *patch = find(boot, ino);
	struct iw_node *node;

	if (!patch)
		return;
	node = patch->node;
	*patch = boot->patches[--boot->patch_count];
	if (node)
		node_unref(boot->model, node, IW_BOOT, 1);
}

static int make_room(struct boot *boot)
{
	size_t room = boot->patch_room ? 2 * boot->patch_room : 4;
	struct boot_patch *grown;

	if (boot->patch_count < boot->patch_room)
		return 0;
	grown = reallocarray(boot->patches, room, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	boot->patches = grown;
	boot->patch_room = room;
	return 0;
}

int patch_note(struct boot *boot, const struct boot_patch *patch)
{
	int error = make_room(boot);

	if (error)
		return error;
	forget(boot, patch->ino);
	if (patch->fields.table || patch->fields.grub2)
		boot->patches[boot->patch_count++] = *patch;
	return 0;
}

void patch_bind(struct boot *boot, struct iw_node *node)
{
	struct boot_patch *patch = find(boot, node->ino);

	if (!patch || patch->node)
		return;
	patch->node = node;
	node_ref(node, IW_BOOT);
}

/* SIZE bytes at AT. */
struct range {
	uint8_t *bytes;
	size_t size;
	uint64_t at;
};

/* Copies what FROM and TO have in common. */
static void copy_common(const struct range *from, const struct range *to)
{
	uint64_t start = from->at > to->at ? from->at : to->at;
	uint64_t from_end = from->at + from->size, to_end = to->at + to->size;
	uint64_t end = from_end < to_end ? from_end : to_end;

	if (start < end)
		memcpy(to->bytes + (start - to->at),
			from->bytes + (start - from->at),
			(size_t)(end - start));
}

void patch_lay(
	const struct boot_patch *patch, void *bytes, size_t size, uint64_t at)
{
	const struct range to = { bytes, size, at };
	struct boot_patch kept;

	if (!patch)
		return;
	kept = *patch;
	if (kept.fields.table)
		copy_common(&(struct range){ kept.table, sizeof(kept.table),
				    BOOT_INFO_AT },
			&to);
	if (kept.fields.grub2)
		copy_common(&(struct range){ kept.grub2, sizeof(kept.grub2),
				    GRUB2_INFO_AT },
			&to);
}

/* ---- Beginning and ending ---- */

/* Opens a frame for a patch that changes, and makes the content the file's
 * own. */
static int frame_begin(struct boot *boot, struct iw_node *node)
{
	struct model *model = boot->model;
	int error = journal_begin(
		model->journal, model_content_room(node) + NOTE_ROOM);

	if (error)
		return error;
	error = content_prepare(model->store, &node->content, 0, 1);
	if (!error)
		model_content_changed(model, node, node->content.size);
	if (error)
		journal_end(model->journal);
	return error;
}

static void frame_end(struct boot *boot, const struct boot_patch *patch)
{
	note_patch(boot->model->journal, patch);
	journal_end(boot->model->journal);
}

/* Of sectors that another file has too, this one gets a copy. */
static int leave_shared(struct boot *boot, struct iw_node *node)
{
	struct model *model = boot->model;
	int error;

	if (!store_is_shared(model->store, &node->content))
		return 0;
	error = frame_begin(boot, node);
	if (!error)
		journal_end(model->journal);
	return error;
}

static bool is_same(
	const struct info_fields *left, const struct info_fields *right)
{
	return left->table == right->table && left->grub2 == right->grub2;
}

int patch_begin(struct boot *boot, struct iw_node *node,
	const struct info_fields *fields)
{
	const struct boot_patch *old = find(boot, node->ino);
	struct boot_patch patch = {
		.ino = node->ino,
		.node = node,
		.fields = *fields,
	};
	uint8_t head[INFO_TABLE_REACH];
	int error;

	if (old && is_same(&old->fields, fields))
		return leave_shared(boot, node);
	error = patch_end(boot, node);
	if (!error)
		error = make_room(boot);
	if (!error)
		error = boot_read(boot, node, head, sizeof(head), 0);
	if (!error)
		error = frame_begin(boot, node);
	if (error)
		return error;
	memcpy(patch.table, head + BOOT_INFO_AT, sizeof(patch.table));
	memcpy(patch.grub2, head + GRUB2_INFO_AT, sizeof(patch.grub2));
	/* Who reads without the patch now has to come to an end. */
	gate_close(boot->model->store, &node->content);
	boot->patches[boot->patch_count++] = patch;
	node_ref(node, IW_BOOT);
	gate_open(boot->model->store, &node->content);
	frame_end(boot, &patch);
	return 0;
}

static int put_back(struct boot *boot, const struct iw_node *node,
	const uint8_t *bytes, size_t size, uint64_t at)
{
	struct span spans[SPANS];
	unsigned count = content_map(&node->content, at, size, spans);
	int error = 0;

	for (unsigned i = 0; i < count && !error; i++) {
		error = datafile_write(store_file(boot->model->store), bytes,
			(size_t)spans[i].size, spans[i].at);
		bytes += spans[i].size;
	}
	return error;
}

int patch_end(struct boot *boot, struct iw_node *node)
{
	const struct boot_patch *found = find(boot, node->ino);
	struct boot_patch patch, none = { .ino = node->ino };
	int error;

	if (!found)
		return 0;
	if (!node->names && !node->opens) {
		/* Its bytes went with its last name. */
		forget(boot, node->ino);
		return 0;
	}
	patch = *found;
	error = frame_begin(boot, node);
	if (error)
		return error;
	if (patch.fields.table)
		error = put_back(boot, node, patch.table, sizeof(patch.table),
			BOOT_INFO_AT);
	if (!error && patch.fields.grub2)
		error = put_back(boot, node, patch.grub2, sizeof(patch.grub2),
			GRUB2_INFO_AT);
	if (error) {
		frame_end(boot, &patch);
		return error;
	}
	forget(boot, node->ino);
	frame_end(boot, &none);
	return 0;
}

/* ---- Before a commit ---- */

/* The fields that all entries of NODE want. */
static struct info_fields wanted(const struct boot_entry *entries, size_t count,
	const struct iw_node *node)
{
	struct info_fields out = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct info_fields fields = boot_entry_fields(&entries[i]);

		if (entries[i].node != node)
			continue;
		out.table = out.table || fields.table;
		out.grub2 = out.grub2 || fields.grub2;
	}
	return out;
}

static bool is_any(const struct info_fields *fields)
{
	return fields->table || fields->grub2;
}

/* Ends those patches that are not wanted, or whose file a journal lost. The
 * last takes an ended one's place. */
static int end_unwanted(
	struct boot *boot, const struct boot_entry *entries, size_t count)
{
	int error = 0;

	for (size_t i = boot->patch_count; i > 0 && !error; i--) {
		const struct boot_patch *patch = &boot->patches[i - 1];
		struct info_fields fields = { 0 };

		if (patch->node)
			fields = wanted(entries, count, patch->node);
		if (!patch->node)
			forget(boot, patch->ino);
		else if (!is_any(&fields))
			error = patch_end(boot, patch->node);
	}
	return error;
}

static int prepare(struct boot *boot, struct boot_entry *entries, size_t count)
{
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		error = boot_entry_settle(boot, boot->model->diag, &entries[i]);
	if (!error)
		error = end_unwanted(boot, entries, count);
	for (size_t i = 0; i < count && !error; i++) {
		struct iw_node *node = entries[i].node;
		struct info_fields fields = wanted(entries, count, node);

		if (is_any(&fields))
			error = patch_begin(boot, node, &fields);
	}
	return error;
}

int patch_prepare(struct boot *boot)
{
	struct boot_entry *entries;
	size_t count;
	int error = boot_entries(boot, &entries, &count);

	if (error)
		return error;
	error = prepare(boot, entries, count);
	free(entries);
	if (error && error != -EINVAL)
		return diag_fail(boot->model->diag, error,
			"boot: an image could not be patched: %s",
			strerror(-error));
	return error;
}
