#include "eltorito/catalog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

#define SLOT 32u

/* Whether entry I, not the initial one, begins a section. */
static bool begins_section(const struct catalog_entry *entries, size_t i)
{
	return i == 1 || entries[i].platform != entries[i - 1].platform ||
	       strcmp(entries[i].id, entries[i - 1].id) != 0;
}

/* Entries of the section that begins at I. */
static size_t section_count(
	const struct catalog_entry *entries, size_t count, size_t i)
{
	size_t end = i + 1;

	while (end < count && end - i < UINT16_MAX &&
		!begins_section(entries, end))
		end++;
	return end - i;
}

size_t catalog_size(const struct catalog_entry *entries, size_t count)
{
	size_t slots = 2;

	if (!count)
		return 0;
	for (size_t i = 1, n; i < count; i += n) {
		n = section_count(entries, count, i);
		slots += 1 + n;
	}
	return sectors_of(slots * SLOT) * SECTOR_SIZE;
}

/* What makes the 16-bit words of the validation entry sum up to 0. */
static uint16_t complement(const struct eltorito_validation *entry)
{
	const uint8_t *byte = (const uint8_t *)entry;
	uint16_t sum = 0;

	for (size_t i = 0; i < sizeof(*entry); i += 2)
		sum += byte[i] | byte[i + 1] << 8;
	return -sum;
}

static struct eltorito_validation validation_of(
	const struct catalog_entry *initial)
{
	struct eltorito_validation out = {
		.header = ELTORITO_VALIDATION,
		.platform = initial->platform,
		.key = { 0x55, 0xaa },
	};

	memcpy(out.id, initial->id, strnlen(initial->id, sizeof(out.id)));
	out.checksum = le16_from(complement(&out));
	return out;
}

static struct eltorito_entry entry_of(const struct catalog_entry *entry)
{
	struct eltorito_entry out = {
		.indicator = entry->bootable ? ELTORITO_BOOTABLE
					     : ELTORITO_NOT_BOOTABLE,
		.media = entry->media,
		.load_segment = le16_from(entry->load_segment),
		.system_type = entry->system_type,
		.sector_count = le16_from(entry->sectors),
		.load_rba = le32_from(entry->lba),
	};

	memcpy(out.criteria, entry->criteria, sizeof(out.criteria));
	return out;
}

static struct eltorito_header header_of(
	const struct catalog_entry *first, size_t count, uint8_t indicator)
{
	struct eltorito_header out = {
		.indicator = indicator,
		.platform = first->platform,
		.count = le16_from((uint16_t)count),
	};

	memcpy(out.id, first->id, strnlen(first->id, sizeof(out.id)));
	return out;
}

void catalog_encode(
	const struct catalog_entry *entries, size_t count, uint8_t *out)
{
	struct eltorito_validation validation = validation_of(entries);
	struct eltorito_entry entry = entry_of(entries);

	memcpy(out, &validation, SLOT);
	memcpy(out + SLOT, &entry, SLOT);
	out += 2 * SLOT;
	for (size_t i = 1, n; i < count; i += n) {
		struct eltorito_header header;

		n = section_count(entries, count, i);
		header = header_of(&entries[i], n,
			i + n == count ? ELTORITO_LAST_HEADER
				       : ELTORITO_HEADER);
		memcpy(out, &header, SLOT);
		out += SLOT;
		for (size_t k = i; k < i + n; k++, out += SLOT) {
			entry = entry_of(&entries[k]);
			memcpy(out, &entry, SLOT);
		}
	}
}

/* ---- Decoding ---- */

struct reader {
	const uint8_t *next, *end;
	struct catalog_entry *entries;
	size_t count, room;
	bool is_cut;
};

static const uint8_t *take(struct reader *reader)
{
	const uint8_t *slot = reader->next;

	reader->is_cut = (size_t)(reader->end - slot) < SLOT;
	if (reader->is_cut)
		return NULL;
	reader->next += SLOT;
	return slot;
}

static void decode_id(const uint8_t *id, size_t size, char *out)
{
	memcpy(out, id, size);
	out[size] = '\0';
}

static int add(struct reader *reader, const struct eltorito_entry *from,
	uint8_t platform, const char *id)
{
	struct catalog_entry *to;

	if (reader->count == reader->room) {
		size_t room = reader->room ? 2 * reader->room : 8;

		to = reallocarray(reader->entries, room, sizeof(*to));
		if (!to)
			return -ENOMEM;
		reader->entries = to;
		reader->room = room;
	}
	to = &reader->entries[reader->count++];
	*to = (struct catalog_entry){
		.platform = platform,
		.bootable = from->indicator == ELTORITO_BOOTABLE,
		.media = from->media & (uint8_t)~MEDIA_CONTINUED,
		.system_type = from->system_type,
		.load_segment = le16_get(from->load_segment),
		.sectors = le16_get(from->sector_count),
		.lba = le32_get(from->load_rba),
	};
	memcpy(to->criteria, from->criteria, sizeof(to->criteria));
	strcpy(to->id, id);
	return 0;
}

/* 1: the catalog ends here. */
static int read_section(struct reader *reader)
{
	const struct eltorito_header *header = (const void *)take(reader);
	char id[CATALOG_ID_SIZE + 1];
	int error;

	if (!header || (header->indicator != ELTORITO_HEADER &&
			       header->indicator != ELTORITO_LAST_HEADER))
		return 1;
	decode_id(header->id, sizeof(header->id), id);
	for (uint16_t i = 0; i < le16_get(header->count); i++) {
		const struct eltorito_entry *entry = (const void *)take(reader);

		while (entry && entry->indicator == ELTORITO_EXTENSION)
			entry = (const void *)take(reader);
		if (!entry)
			return 1;
		error = add(reader, entry, header->platform, id);
		if (error)
			return error;
	}
	return header->indicator == ELTORITO_LAST_HEADER;
}

static int read_catalog(struct reader *reader)
{
	const struct eltorito_validation *first = (const void *)take(reader);
	const struct eltorito_entry *initial = (const void *)take(reader);
	char id[CATALOG_ID_SIZE + 1];
	int status;

	decode_id(first->id, sizeof(first->id), id);
	status = add(reader, initial, first->platform, id);
	while (!status)
		status = read_section(reader);
	return status < 0 ? status : 0;
}

int catalog_decode(const uint8_t *catalog, size_t size,
	struct catalog_entry **out, size_t *count, bool *is_cut)
{
	const struct eltorito_validation *first = (const void *)catalog;
	struct reader reader = { .next = catalog, .end = catalog + size };
	int error;

	if (size < 2 * SLOT || first->header != ELTORITO_VALIDATION ||
		first->key[0] != 0x55 || first->key[1] != 0xaa ||
		complement(first) != 0)
		return -EUCLEAN;
	error = read_catalog(&reader);
	if (error) {
		free(reader.entries);
		return error;
	}
	*out = reader.entries;
	*count = reader.count;
	*is_cut = reader.is_cut;
	return 0;
}

/* ---- The boot record ---- */

void catalog_record_encode(uint32_t catalog_lba, struct eltorito_record *out)
{
	*out = (struct eltorito_record){
		.identifier = { 'C', 'D', '0', '0', '1' },
		.version = 1,
		.system = ELTORITO_SYSTEM,
		.catalog_lba = le32_from(catalog_lba),
	};
}
