#include "boot/infotable.h"

#include <string.h>

/* Of the primary volume descriptor that the loader is to read. */
#define PRIMARY_LBA 16

static uint32_t word_at(const uint8_t *bytes, size_t size)
{
	le32 word = { { 0 } };

	memcpy(word.byte, bytes, size < 4 ? size : 4);
	return le32_get(word);
}

static bool is_left_out(const struct info_fields *fields, uint64_t at)
{
	return at < BOOT_INFO_SUMMED_AT ||
	       (fields->grub2 && at >= GRUB2_INFO_AT &&
		       at < GRUB2_INFO_AT + GRUB2_INFO_SIZE);
}

uint32_t info_table_sum(uint32_t sum, const struct info_fields *fields,
	const uint8_t *bytes, size_t size, uint64_t at)
{
	for (size_t i = 0; i < size; i += 4) {
		if (!is_left_out(fields, at + i))
			sum += word_at(bytes + i, size - i);
	}
	return sum;
}

/* The block list of GRUB's diskboot counts blocks of 512 bytes. It stands in
 * the fifth of the image, and what it points at follows it. */
uint64_t info_table_grub2(uint32_t lba)
{
	return (uint64_t)lba * 4 + 5;
}

void info_table_patch(uint8_t *head, const struct info_fields *fields,
	uint32_t sum, uint64_t size, uint32_t lba)
{
	struct boot_info_table table = {
		.pvd_lba = le32_from(PRIMARY_LBA),
		.image_lba = le32_from(lba),
		.image_size = le32_from((uint32_t)size),
	};

	if (fields->grub2) {
		le64 target = le64_from(info_table_grub2(lba));

		memcpy(head + GRUB2_INFO_AT, &target, sizeof(target));
		sum += word_at(target.byte, 4) + word_at(target.byte + 4, 4);
	}
	table.checksum = le32_from(sum);
	if (fields->table)
		memcpy(head + BOOT_INFO_AT, &table, sizeof(table));
}

static struct boot_info_table table_of(const uint8_t *head)
{
	struct boot_info_table out;

	memcpy(&out, head + BOOT_INFO_AT, sizeof(out));
	return out;
}

bool info_table_claims(const uint8_t *head, uint64_t size)
{
	struct boot_info_table table = table_of(head);

	return size > BOOT_INFO_SUMMED_AT && le32_get(table.image_lba) != 0 &&
	       le32_get(table.pvd_lba) >= PRIMARY_LBA &&
	       le32_get(table.image_size) == size;
}

bool info_table_proves(const uint8_t *head, uint32_t sum)
{
	struct boot_info_table table = table_of(head);

	return le32_get(table.checksum) == sum;
}
