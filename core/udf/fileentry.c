#include "udf/udfplan.h"

#include <sys/sysmacros.h>

static size_t header_size(const struct udf *udf)
{
	return udf->revision->extended ? sizeof(struct udf_extended_entry)
				       : sizeof(struct udf_file_entry);
}

static bool is_device(const struct iw_node *node)
{
	return S_ISBLK(node->mode) || S_ISCHR(node->mode);
}

/* Only the extended entry has a field for the time of creation. */
static size_t attributes_size(const struct udf *udf, const struct iw_node *node)
{
	size_t size = 0;

	if (!udf->revision->extended)
		size += sizeof(struct udf_creation_attribute);
	if (is_device(node))
		size += sizeof(struct udf_device_attribute);
	return size ? size + sizeof(struct udf_attribute_header) : 0;
}

size_t fileentry_room(const struct udf *udf, const struct iw_node *node)
{
	return UDF_BLOCK - header_size(udf) - attributes_size(udf, node);
}

/* Files share their data with the other formats: it is in the partition of
 * the volume, wherever the entry is. */
struct udf_space fileentry_space(
	const struct udf *udf, const struct udf_entry *entry)
{
	const struct iw_node *node = entry->node;
	struct udf_space space = {
		.size = entry->size,
		.partition = udfplan_partition(udf),
		.room = fileentry_room(udf, node),
		.more = entry->block,
	};

	if (!S_ISREG(node->mode))
		return space;
	space.partition = 0;
	space.is_long = udf->revision->metadata;
	return space;
}

/* Where it is, once that is known. */
static struct udf_space placed_space(
	const struct udf *udf, const struct udf_entry *entry)
{
	struct udf_space space = fileentry_space(udf, entry);
	uint64_t lba;

	if (!S_ISREG(entry->node->mode)) {
		space.block = udfplan_block(udf, entry->block);
	} else if (entry->size) {
		lba = source_lba(udf->layout, &udf->source, entry->node);
		assert(lba >= UDF_PARTITION_LBA);
		space.block = (uint32_t)(lba - UDF_PARTITION_LBA);
	}
	return space;
}

static bool is_embedded(const struct udf_entry *entry)
{
	mode_t mode = entry->node->mode;

	return (S_ISDIR(mode) || S_ISLNK(mode)) && !entry->blocks;
}

static uint8_t file_type(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return UDF_FILE_DIRECTORY;
	case S_IFBLK:
		return UDF_FILE_BLOCK_DEVICE;
	case S_IFCHR:
		return UDF_FILE_CHARACTER_DEVICE;
	case S_IFIFO:
		return UDF_FILE_FIFO;
	case S_IFSOCK:
		return UDF_FILE_SOCKET;
	case S_IFLNK:
		return UDF_FILE_SYMLINK;
	default:
		return UDF_FILE_REGULAR;
	}
}

static uint16_t descriptor_kind(
	const struct udf_entry *entry, const struct udf_space *space)
{
	if (is_embedded(entry))
		return UDF_ICB_EMBEDDED;
	return space->is_long ? UDF_ICB_LONG : UDF_ICB_SHORT;
}

static void put_creation(const struct udf *udf, const struct iw_node *node,
	struct udf_creation_attribute *out)
{
	*out = (struct udf_creation_attribute){
		.attribute = { .type = le32_from(UDF_ATTRIBUTE_TIMES),
			.subtype = 1,
			.size = le32_from(sizeof(*out)) },
		.times_size = le32_from(sizeof(out->created)),
		.existence = le32_from(UDF_TIME_CREATION),
		.created = udfplan_time(udf, node->btime),
	};
}

static void put_device(
	const struct iw_node *node, struct udf_device_attribute *out)
{
	*out = (struct udf_device_attribute){
		.attribute = { .type = le32_from(UDF_ATTRIBUTE_DEVICE),
			.subtype = 1,
			.size = le32_from(sizeof(*out)) },
		.use_size = le32_from(sizeof(out->implementation)),
		.major = le32_from(major(node->rdev)),
		.minor = le32_from(minor(node->rdev)),
		.implementation = ecma_implementation(),
	};
}

static void put_attributes(const struct udf *udf, const struct iw_node *node,
	uint32_t location, uint8_t *out)
{
	struct udf_attribute_header *header = (void *)out;
	uint32_t size = (uint32_t)attributes_size(udf, node);
	/* There are none of either kind: UDF 1.02 3.3.4.1, 2.01 3.3.4.1. */
	le32 none = le32_from(udf->revision->extended ? UINT32_MAX : size);

	if (!size)
		return;
	*header = (struct udf_attribute_header){
		.implementation_attributes = none,
		.application_attributes = none,
	};
	ecma_seal(udf->revision, header, UDF_TAG_ATTRIBUTE_HEADER, location,
		sizeof(*header));
	out += sizeof(*header);
	if (!udf->revision->extended) {
		put_creation(udf, node, (void *)out);
		out += sizeof(struct udf_creation_attribute);
	}
	if (is_device(node))
		put_device(node, (void *)out);
}

/* The data of a directory or symlink, which begins in BLOCK. */
static void put_data(const struct udf *udf, const struct udf_entry *entry,
	uint32_t block, uint8_t *out)
{
	if (S_ISDIR(entry->node->mode))
		fileident_put(udf, entry, block, out);
	else
		pathname_put(entry->node->target, out);
}

void fileentry_put_more(
	const struct udf *udf, const struct udf_entry *entry, uint8_t *out)
{
	struct udf_space space;

	if (!S_ISREG(entry->node->mode)) {
		put_data(udf, entry, udfplan_block(udf, entry->block), out);
		return;
	}
	space = placed_space(udf, entry);
	filespace_put_more(udf, &space, out);
}

/* The data itself, or where it is; returns the bytes of it. */
static size_t put_contents(
	const struct udf *udf, const struct udf_entry *entry, uint8_t *out)
{
	uint32_t index = (uint32_t)(entry - udf->entries);
	struct udf_space space;

	if (is_embedded(entry)) {
		put_data(udf, entry, udfplan_entry(udf, index), out);
		return entry->size;
	}
	space = placed_space(udf, entry);
	return filespace_put(udf, &space, out);
}

static struct udf_entry_head head_of(
	const struct udf *udf, const struct udf_entry *entry)
{
	const struct iw_node *node = entry->node;
	struct udf_space space = fileentry_space(udf, entry);

	return (struct udf_entry_head){
		.icb = {
			.strategy = le16_from(UDF_ICB_ONE_ENTRY),
			.entries = le16_from(1),
			.file_type = file_type(node->mode),
			.flags = le16_from(ecma_icb_flags(node->mode) |
					   descriptor_kind(entry, &space)),
		},
		.uid = le32_from(node->uid),
		.gid = le32_from(node->gid),
		.permissions = le32_from(ecma_permissions(node->mode)),
		.links = le16_from((uint16_t)entry->links),
		.size = le64_from(entry->size),
	};
}

static struct udf_entry_tail tail_of(
	const struct udf *udf, const struct udf_entry *entry, size_t contents)
{
	size_t attributes = attributes_size(udf, entry->node);

	return (struct udf_entry_tail){
		.implementation = ecma_implementation(),
		.unique_id = le64_from(entry->unique_id),
		.attributes_size = le32_from((uint32_t)attributes),
		.descriptors_size = le32_from((uint32_t)contents),
	};
}

/* Blocks of data: ECMA-167 4/14.9.11. */
static le64 recorded(const struct udf_entry *entry)
{
	return le64_from(is_embedded(entry) ? 0 : sectors_of(entry->size));
}

static void put_plain(const struct udf *udf, const struct udf_entry *entry,
	size_t contents, struct udf_file_entry *out)
{
	const struct iw_node *node = entry->node;

	*out = (struct udf_file_entry){
		.head = head_of(udf, entry),
		.blocks = recorded(entry),
		.accessed = udfplan_time(udf, node->atime),
		.modified = udfplan_time(udf, node->mtime),
		.changed = udfplan_time(udf, node->ctime),
		.checkpoint = le32_from(UDF_ENTRY_CHECKPOINT),
		.tail = tail_of(udf, entry, contents),
	};
}

static void put_extended(const struct udf *udf, const struct udf_entry *entry,
	size_t contents, struct udf_extended_entry *out)
{
	const struct iw_node *node = entry->node;

	*out = (struct udf_extended_entry){
		.head = head_of(udf, entry),
		.object_size = le64_from(entry->size),
		.blocks = recorded(entry),
		.accessed = udfplan_time(udf, node->atime),
		.modified = udfplan_time(udf, node->mtime),
		.created = udfplan_time(udf, node->btime),
		.changed = udfplan_time(udf, node->ctime),
		.checkpoint = le32_from(UDF_ENTRY_CHECKPOINT),
		.tail = tail_of(udf, entry, contents),
	};
}

void fileentry_put(const struct udf *udf, uint32_t index, uint8_t *out)
{
	const struct udf_entry *entry = &udf->entries[index];
	uint32_t location = udfplan_entry(udf, index);
	size_t used = header_size(udf) + attributes_size(udf, entry->node);
	size_t contents = put_contents(udf, entry, out + used);

	put_attributes(udf, entry->node, location, out + header_size(udf));
	if (udf->revision->extended)
		put_extended(udf, entry, contents, (void *)out);
	else
		put_plain(udf, entry, contents, (void *)out);
	ecma_seal(udf->revision, out,
		udf->revision->extended ? UDF_TAG_EXTENDED_FILE_ENTRY
					: UDF_TAG_FILE_ENTRY,
		location, used + contents);
}
