#include "udf/udf_load.h"

#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

enum { CHAIN_MAX = 64 };

static int decode(struct udf_disc *disc, struct udf_found_entry *out)
{
	const struct udf_tag *tag = (const void *)out->bytes;
	bool is_extended = le16_get(tag->id) == UDF_TAG_EXTENDED_FILE_ENTRY;
	size_t size =
		is_extended ? sizeof(*out->extended) : sizeof(*out->plain);
	size_t room = disc->block - size;
	const struct udf_entry_tail *tail;

	out->head = (const void *)out->bytes;
	out->plain = is_extended ? NULL : (const void *)out->bytes;
	out->extended = is_extended ? (const void *)out->bytes : NULL;
	tail = is_extended ? &out->extended->tail : &out->plain->tail;
	out->attributes_size = le32_get(tail->attributes_size);
	out->data_size = le32_get(tail->descriptors_size);
	if (out->attributes_size > room ||
		out->data_size > room - out->attributes_size)
		return -EUCLEAN;
	out->attributes = out->bytes + size;
	out->data = out->attributes + out->attributes_size;
	if (is_extended)
		out->has_streams =
			le32_get(out->extended->stream_directory.size) ||
			le32_get(out->extended->attributes.size);
	else
		out->has_streams = le32_get(out->plain->attributes.size);
	return 0;
}

int entryread_at(struct udf_disc *disc, const struct udf_spot *spot,
	struct udf_found_entry *out)
{
	const struct udf_tag *tag = (const void *)out->bytes;
	int error = medium_read(
		&disc->intake->medium, spot->at, disc->block, out->bytes);
	uint16_t id;

	if (error)
		return error;
	id = le16_get(tag->id);
	if (id != UDF_TAG_FILE_ENTRY && id != UDF_TAG_EXTENDED_FILE_ENTRY)
		return -EUCLEAN;
	if (!ecma_sealed(out->bytes, disc->block, id, spot->block))
		return -EUCLEAN;
	out->spot = *spot;
	return decode(disc, out);
}

static int entry_of(struct udf_disc *disc, struct udf_spot *spot,
	struct udf_found_entry *out)
{
	uint64_t count;
	int error = partitions_locate(disc, spot, &count);

	return error ? error : entryread_at(disc, spot, out);
}

static struct udf_spot spot_of(const struct udf_long_ad *icb)
{
	return (struct udf_spot){
		.block = le32_get(icb->at.block),
		.map = le16_get(icb->at.partition),
		.at = UDF_HOLE,
	};
}

/* The block behind an entry of strategy 4096 may lead to a newer one. -ENOENT:
 * it does not. */
static int newer_of(
	struct udf_disc *disc, const struct udf_spot *now, struct udf_spot *out)
{
	uint8_t bytes[UDF_BLOCK_MAX];
	struct udf_spot behind = { .block = now->block + 1, .map = now->map };
	uint64_t count;
	int error = partitions_locate(disc, &behind, &count);

	if (!error)
		error = udf_read_descriptor(disc, behind.at,
			UDF_TAG_INDIRECT_ENTRY, behind.block, bytes);
	if (error)
		return error == -EUCLEAN ? -ENOENT : error;
	*out = spot_of(&((const struct udf_indirect_entry *)bytes)->at);
	return 0;
}

int entryread_find(struct udf_disc *disc, const struct udf_long_ad *icb,
	struct udf_found_entry *out)
{
	struct udf_found_entry next;
	struct udf_spot spot = spot_of(icb);
	int error = entry_of(disc, &spot, out);

	out->spot = spot;
	for (int i = 0;
		!error && le16_get(out->head->icb.strategy) == UDF_ICB_CHAIN;
		i++) {
		error = newer_of(disc, &out->spot, &spot);
		/* What was not written yet ends the chain, too. */
		if (!error)
			error = entry_of(disc, &spot, &next);
		if (error == -ENOENT || error == -EUCLEAN)
			return 0;
		if (!error && i == CHAIN_MAX)
			error = -EUCLEAN;
		if (error)
			break;
		memcpy(out->bytes, next.bytes, disc->block);
		out->spot = next.spot;
		error = decode(disc, out);
	}
	return error;
}

/* The device's numbers, and when it was made, if attributes say that. */
static void take_attribute(const uint8_t *bytes, size_t size, struct find *out)
{
	const struct udf_attribute *head = (const void *)bytes;
	const struct udf_device_attribute *device = (const void *)bytes;
	const struct udf_creation_attribute *creation = (const void *)bytes;
	struct timespec time;

	switch (le32_get(head->type)) {
	case UDF_ATTRIBUTE_DEVICE:
		if (size >= sizeof(*device) - sizeof(device->implementation))
			out->rdev = makedev(le32_get(device->major),
				le32_get(device->minor));
		break;
	case UDF_ATTRIBUTE_TIMES:
		if (size >= sizeof(*creation) &&
			(le32_get(creation->existence) & UDF_TIME_CREATION) &&
			ecma_time_get(&creation->created, &time))
			out->btime = time;
		break;
	default:
		break;
	}
}

static void take_attributes(struct udf_disc *disc,
	const struct udf_found_entry *entry, struct find *out)
{
	size_t at = sizeof(struct udf_attribute_header);

	while (at < entry->attributes_size) {
		const struct udf_attribute *head =
			(const void *)(entry->attributes + at);
		size_t left = entry->attributes_size - at;

		if (left < sizeof(*head) ||
			le32_get(head->size) < sizeof(*head) ||
			le32_get(head->size) > left) {
			intake_fault(disc->intake, udf_sector(entry->spot.at),
				"ECMA-167 4/14.10.2",
				"an extended attribute is not whole");
			return;
		}
		take_attribute(
			(const uint8_t *)head, le32_get(head->size), out);
		at += le32_get(head->size);
	}
}

static mode_t type_of(
	struct udf_disc *disc, const struct udf_found_entry *entry)
{
	switch (entry->head->icb.file_type) {
	case UDF_FILE_DIRECTORY:
		return S_IFDIR;
	case UDF_FILE_REGULAR:
	case UDF_FILE_REAL_TIME:
	case UDF_FILE_UNSPECIFIED:
		return S_IFREG;
	case UDF_FILE_BLOCK_DEVICE:
		return S_IFBLK;
	case UDF_FILE_CHARACTER_DEVICE:
		return S_IFCHR;
	case UDF_FILE_FIFO:
		return S_IFIFO;
	case UDF_FILE_SOCKET:
		return S_IFSOCK;
	case UDF_FILE_SYMLINK:
		return S_IFLNK;
	default:
		intake_fault(disc->intake, udf_sector(entry->spot.at),
			"ECMA-167 4/14.6.6",
			"files of type %u are not known; it is shown as a "
			"regular one",
			entry->head->icb.file_type);
		return S_IFREG;
	}
}

/* Times that are none, as some writers leave them, are those of the data. */
static void take_times(const struct udf_found_entry *entry, struct find *out)
{
	bool is_extended = entry->extended;
	const struct udf_timestamp *stamps[] = {
		is_extended ? &entry->extended->modified
			    : &entry->plain->modified,
		is_extended ? &entry->extended->accessed
			    : &entry->plain->accessed,
		is_extended ? &entry->extended->changed
			    : &entry->plain->changed,
		is_extended ? &entry->extended->created : NULL,
	};
	struct timespec *const times[] = { &out->mtime, &out->atime,
		&out->ctime, &out->btime };

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		if (!stamps[i] || !ecma_time_get(stamps[i], times[i]))
			*times[i] = out->mtime;
}

void entryread_describe(struct udf_disc *disc,
	const struct udf_found_entry *entry, struct find *out)
{
	const struct udf_entry_head *head = entry->head;

	intake_attributes(out, type_of(disc, entry));
	out->mode =
		(out->mode & S_IFMT) | ecma_mode(le32_get(head->permissions),
					       le16_get(head->icb.flags));
	if (le32_get(head->uid) != UINT32_MAX)
		out->uid = le32_get(head->uid);
	if (le32_get(head->gid) != UINT32_MAX)
		out->gid = le32_get(head->gid);
	out->is_owned = le32_get(head->uid) != UINT32_MAX &&
			le32_get(head->gid) != UINT32_MAX;
	take_times(entry, out);
	take_attributes(disc, entry, out);
	out->lba = udf_sector(entry->spot.at);
}
