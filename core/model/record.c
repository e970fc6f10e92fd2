#include "model/record.h"

#include <stddef.h>
#include <string.h>

#include "model/record_kinds.h"

static void put(const struct model *model, enum journal_kind kind,
	const void *bytes, size_t size)
{
	journal_put(model->journal, (uint8_t)kind, bytes, size);
}

void record_node(const struct model *model, const struct iw_node *node)
{
	struct {
		struct node_record head;
		char target[TARGET_SIZE];
	} record = {
		.head = {
			.ino = le64_from(node->ino),
			.mode = le32_from(node->mode),
		},
	};
	size_t size = sizeof(record.head);

	if (!model->journal)
		return;
	if (S_ISLNK(node->mode)) {
		size_t length = strlen(node->target);

		memcpy(record.target, node->target, length);
		size += length;
	} else if (S_ISBLK(node->mode) || S_ISCHR(node->mode)) {
		record.head.rdev = le64_from(node->rdev);
	}
	put(model, RECORD_NODE, &record, size);
}

static struct time_record time_from(struct timespec ts)
{
	return (struct time_record){
		.seconds = le64_from((uint64_t)ts.tv_sec),
		.nanoseconds = le32_from((uint32_t)ts.tv_nsec),
	};
}

void record_attributes(const struct model *model, const struct iw_node *node)
{
	const struct attributes_record record = {
		.ino = le64_from(node->ino),
		.mode = le32_from(node->mode),
		.uid = le32_from(node->uid),
		.gid = le32_from(node->gid),
		.atime = time_from(node->atime),
		.mtime = time_from(node->mtime),
		.ctime = time_from(node->ctime),
		.btime = time_from(node->btime),
	};

	if (model->journal && !node->is_orphan)
		put(model, RECORD_ATTRIBUTES, &record, sizeof(record));
}

void record_name(
	const struct model *model, const struct link *link, enum iw_view view)
{
	struct {
		struct name_record head;
		char text[NAME_SIZE];
	} record = {
		.head = {
			.dir = le64_from(link->dir->ino),
			.cookie = le64_from(link->cookie),
			.node = le64_from(link->node->ino),
			.view = (uint8_t)view,
		},
	};
	size_t length;

	if (!model->journal)
		return;
	if (link->hidden & VIEW_BIT(view))
		record.head.view |= NAME_RECORD_HIDDEN;
	length = strlen(link->name[view]);
	memcpy(record.text, link->name[view], length);
	put(model, RECORD_NAME, &record, sizeof(record.head) + length);
}

void record_drop(
	const struct model *model, const struct link *link, enum iw_view view)
{
	const struct drop_record record = {
		.dir = le64_from(link->dir->ino),
		.cookie = le64_from(link->cookie),
		.view = (uint8_t)view,
	};

	if (model->journal)
		put(model, RECORD_DROP, &record, sizeof(record));
}

size_t record_content_room(const struct iw_node *node)
{
	/* The change can split extents, and add some. */
	size_t extents = node->content.count + DATA_RECORD_EXTENTS;
	size_t records = extents / DATA_RECORD_EXTENTS + 1;

	return records * (JOURNAL_RECORD + sizeof(struct data_record)) +
	       extents * sizeof(struct extent_record);
}

void record_content(const struct model *model, const struct iw_node *node)
{
	const struct content *c = &node->content;
	const struct extent *extents = content_extents(c);
	uint32_t first = 0;

	if (!model->journal || node->is_orphan)
		return;
	do {
		struct {
			struct data_record head;
			struct extent_record extent[DATA_RECORD_EXTENTS];
		} record = {
			.head = {
				.ino = le64_from(node->ino),
				.size = le64_from(c->size),
				.total = le32_from(c->count),
				.first = le32_from(first),
			},
		};
		uint32_t n = 0;

		for (; n < DATA_RECORD_EXTENTS && first < c->count; n++) {
			const struct extent *extent = &extents[first++];

			record.extent[n] = (struct extent_record){
				.start = le64_from(extent->start),
				.count = le64_from(extent->count),
			};
		}
		put(model, RECORD_DATA, &record,
			sizeof(record.head) + n * sizeof(*record.extent));
	} while (first < c->count);
}

size_t record_carried_room(
	const struct model *model, const struct iw_node *node)
{
	return JOURNAL_RECORD + sizeof(struct carried_record) +
	       carried_of(&model->carried, node).size;
}

void record_carried(const struct model *model, const struct iw_node *node)
{
	const struct carried carried = carried_of(&model->carried, node);
	const uint8_t *items = carried.bytes;

	/* The number is kept in front of them. */
	if (model->journal && carried.size)
		put(model, RECORD_CARRIED,
			items - offsetof(struct carried_record, items),
			sizeof(struct carried_record) + carried.size);
}

void record_replaced(const struct model *model, const struct iw_node *node)
{
	const le64 ino = le64_from(node->ino);

	if (model->journal && !node->is_orphan)
		put(model, RECORD_REPLACED, &ino, sizeof(ino));
}

void record_last_ino(const struct model *model)
{
	const le64 last = le64_from(model->last_ino);

	if (model->journal)
		put(model, RECORD_LAST_INO, &last, sizeof(last));
}
