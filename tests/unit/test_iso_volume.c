#include "disk/iso_volume.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

/* The fields of a descriptor at the offsets that 8.4 gives, less one. */
static void draw(uint8_t sector[2048], uint8_t type)
{
	memset(sector, 0, 2048);
	sector[0] = type;
	memcpy(sector + 1, "CD001\1", 6);
	memcpy(sector + 80, "\x78\x56\x34\x12\x12\x34\x56\x78", 8);
	memcpy(sector + 128, "\0\x08\x08\0", 4);
	memcpy(sector + 132, "\x0a\0\0\0\0\0\0\x0a", 8);
	memcpy(sector + 140, "\x13\0\0\0", 4);
	memcpy(sector + 148, "\0\0\0\x15", 4);
	memcpy(sector + 156, "\x22\0\x17\0\0\0\0\0\0\x17", 10);
	memcpy(sector + 166, "\0\x08\0\0\0\0\x08\0", 8);
	sector[156 + 25] = ISO_DIRECTORY;
	sector[156 + 32] = 1;
}

START_TEST(a_primary_descriptor_tells_its_tree)
{
	struct iso_volume volume;
	struct iso_volume_tree tree;

	draw((uint8_t *)&volume, 1);
	ck_assert_int_eq(iso_volume_decode(&volume, &tree), 0);
	ck_assert_int_eq(tree.type, ISO_PRIMARY);
	ck_assert_int_eq(tree.version, 1);
	ck_assert_int_eq(tree.joliet, 0);
	ck_assert_uint_eq(tree.blocks, 0x12345678);
	ck_assert_uint_eq(tree.block_size, 2048);
	ck_assert_uint_eq(tree.path_table_size, 10);
	ck_assert_uint_eq(tree.path_table_l, 19);
	ck_assert_uint_eq(tree.path_table_m, 21);
	ck_assert_uint_eq(tree.root.extent, 23);
	ck_assert_uint_eq(tree.root.size, 2048);
	ck_assert_uint_eq(tree.root.flags, ISO_DIRECTORY);
}
END_TEST

START_TEST(joliet_is_known_by_its_escape_sequence)
{
	static const struct {
		const char *escape;
		int level;
	} rows[] = { { "%/@", 1 }, { "%/C", 2 }, { "%/E", 3 }, { "%/F", 0 },
		{ "", 0 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct iso_volume volume;
		struct iso_volume_tree tree;

		draw((uint8_t *)&volume, 2);
		memcpy(volume.escape_sequences, rows[i].escape,
			strlen(rows[i].escape));
		ck_assert_int_eq(iso_volume_decode(&volume, &tree), 0);
		ck_assert_int_eq(tree.joliet, rows[i].level);
		volume.head.type = ISO_PRIMARY;
		ck_assert_int_eq(iso_volume_decode(&volume, &tree), 0);
		ck_assert_int_eq(tree.joliet, 0);
	}
}
END_TEST

START_TEST(what_is_no_descriptor_of_a_tree_is_refused)
{
	struct iso_volume volume;
	struct iso_volume_tree tree;

	draw((uint8_t *)&volume, 255);
	ck_assert_int_eq(iso_volume_decode(&volume, &tree), -EUCLEAN);
	draw((uint8_t *)&volume, 1);
	volume.head.standard[4] = '2';
	ck_assert_int_eq(iso_volume_decode(&volume, &tree), -EUCLEAN);
	draw((uint8_t *)&volume, 1);
	volume.root.head.length = 0;
	ck_assert_int_eq(iso_volume_decode(&volume, &tree), -EUCLEAN);
}
END_TEST

START_TEST(a_head_names_the_standard)
{
	const struct iso_volume_head head = iso_volume_head(ISO_TERMINATOR, 1);

	ck_assert_mem_eq(&head,
		"\xff"
		"CD001\1",
		7);
}
END_TEST

UNIT_TESTS("iso_volume", a_primary_descriptor_tells_its_tree,
	joliet_is_known_by_its_escape_sequence,
	what_is_no_descriptor_of_a_tree_is_refused, a_head_names_the_standard)
