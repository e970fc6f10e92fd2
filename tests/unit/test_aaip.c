#include <string.h>

#include "iso9660/carry.h"
#include "rockridge/aaip.h"

#include "unit.h"

#define SUM "\0\3\004cx\0\4abcd"
#define NOTE "\0\4note\0\3yes"
#define LONG "\0\1n\1\2ab\1\0\0\1c" /* a value in three components */

static void add(struct carried_list *list, const char *signature,
	const char *bytes, size_t size, uint8_t flags)
{
	const struct carried_item head = { .kind = CARRY_ENTRY,
		.where = CARRY_IN_NAME };
	char entry[256] = { signature[0], signature[1], (char)(size + 5), 1,
		(char)flags };

	memcpy(entry + 5, bytes, size);
	ck_assert_int_eq(carried_add(list, &head, entry, size + 5), 0);
}

/* BYTES as AL entries of PART bytes, behind another entry. */
static struct carried_list list_of(const char *bytes, size_t size, size_t part)
{
	struct carried_list list = { 0 };

	add(&list, "XY", "z", 1, 0);
	for (size_t at = 0; at < size; at += part) {
		size_t left = size - at < part ? size - at : part;

		add(&list, "AL", bytes + at, left, at + left < size);
	}
	return list;
}

/* The bytes of LIST's AL entries that are in force as WHEN. */
static size_t bytes_of(
	const struct carried_list *list, enum carried_when when, char *out)
{
	const struct carried all = carried_all(list);
	const struct carried_item *item;
	size_t at = 0, size = 0, goes_on = 0;

	while ((item = carried_next(&all, &at))) {
		size_t part = le32_get(item->size);

		if (memcmp(item->bytes, "AL", 2) != 0 || item->when != when)
			continue;
		ck_assert_uint_eq(item->bytes[2], part);
		memcpy(out + size, item->bytes + 5, part - 5);
		size += part - 5;
		goes_on = item->bytes[4];
	}
	ck_assert_uint_eq(goes_on, 0);
	return size;
}

#define TEXT(text) text, sizeof(text) - 1

static const struct {
	const char *given;
	size_t given_size;
	const char *left;
	size_t left_size;
	bool found;
} rows[] = {
	{ TEXT(SUM), TEXT(""), true }, { TEXT(NOTE), TEXT(NOTE), false },
	{ TEXT(NOTE SUM), TEXT(NOTE), true },
	{ TEXT(SUM NOTE), TEXT(NOTE), true },
	{ TEXT(LONG SUM LONG), TEXT(LONG LONG), true },
	{ TEXT(NOTE SUM "\0"), TEXT(NOTE "\0"), true }, /* cut behind */
	{ TEXT("\1\1\004\0\2cx\0\0"), TEXT("\1\1\004\0\2cx\0\0"), false },
	{ TEXT("\0\5ab"), TEXT("\0\5ab"), false }, /* not whole */
};
#define ROWS (sizeof(rows) / sizeof(*rows))

START_TEST(an_attribute_is_left_out_wherever_entries_are_cut)
{
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t part = 1; part <= 250; part += part < 20 ? 1 : 46) {
			struct carried_list list = list_of(
				rows[i].given, rows[i].given_size, part);
			char out[256];
			bool found;

			ck_assert_int_eq(
				aaip_leave_out(&list, AAIP_SUM, &found), 0);
			ck_assert_int_eq(found, rows[i].found);
			ck_assert_uint_eq(bytes_of(&list, CARRIED_ALWAYS, out),
				rows[i].left_size);
			ck_assert_mem_eq(out, rows[i].left, rows[i].left_size);
			free(list.bytes);
		}
	}
}
END_TEST

START_TEST(later_means_once_the_data_are_others)
{
	for (size_t i = 0; i < ROWS; i++) {
		struct carried_list list =
			list_of(rows[i].given, rows[i].given_size, 7);
		enum carried_when first =
			rows[i].found ? CARRIED_OF_DATA : CARRIED_ALWAYS;
		char out[256];
		bool found;

		ck_assert_int_eq(
			aaip_leave_out_later(&list, AAIP_SUM, &found), 0);
		ck_assert_int_eq(found, rows[i].found);
		ck_assert_uint_eq(
			bytes_of(&list, first, out), rows[i].given_size);
		ck_assert_mem_eq(out, rows[i].given, rows[i].given_size);
		if (found)
			ck_assert_uint_eq(
				bytes_of(&list, CARRIED_AFTERWARDS, out),
				rows[i].left_size);
		free(list.bytes);
	}
}
END_TEST

START_TEST(long_ones_are_divided_anew)
{
	static char bytes[1000];
	struct carried_list list;
	char out[2000];
	bool found;

	/* 249 bytes of value a component */
	for (size_t at = 0; at + 250 <= sizeof(bytes); at += 250) {
		memcpy(bytes + at, "\0\1n\0\365", 5);
		memset(bytes + at + 5, 'v', 245);
	}
	list = list_of(bytes, sizeof(bytes), 250);
	add(&list, "AL", TEXT(SUM), 0);
	ck_assert_int_eq(aaip_leave_out(&list, AAIP_SUM, &found), 0);
	ck_assert(found);
	ck_assert_uint_eq(bytes_of(&list, CARRIED_ALWAYS, out), sizeof(bytes));
	ck_assert_mem_eq(out, bytes, sizeof(bytes));
	free(list.bytes);
}
END_TEST

UNIT_TESTS("aaip", an_attribute_is_left_out_wherever_entries_are_cut,
	later_means_once_the_data_are_others, long_ones_are_divided_anew)
