#include "commit/seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "disk/implant.h"
#include "disk/iso_volume.h"
#include "unit.h"

#define SECTORS 400u
#define VOLUME (16 * SECTOR_SIZE)
#define USE (VOLUME + offsetof(struct iso_volume, application_use))

struct made {
	uint8_t bytes[SECTORS * SECTOR_SIZE];
	unsigned notices;
	int error; /* of reading what is behind the descriptor */
};

static int read_made(void *user, void *out, size_t size, uint64_t at)
{
	const struct made *made = user;

	if (made->error && at + size > VOLUME + SECTOR_SIZE)
		return made->error;
	ck_assert_uint_le(at + size, sizeof(made->bytes));
	memcpy(out, made->bytes + at, size);
	return 0;
}

static int write_made(void *user, const void *bytes, size_t size, uint64_t at)
{
	struct made *made = user;

	ck_assert_uint_eq(at, USE);
	ck_assert_uint_eq(size, IMPLANT_SIZE);
	memcpy(made->bytes + at, bytes, size);
	return 0;
}

static void count(void *owner, int severity, const char *sentence)
{
	struct made *made = owner;

	(void)severity;
	ck_assert_ptr_nonnull(strstr(sentence, "md5"));
	made->notices++;
}

/* A volume of SIZE sectors, all blanks but for its descriptor. */
static struct made *make(uint32_t size)
{
	struct made *made = calloc(1, sizeof(*made));
	struct iso_volume volume = {
		.head = iso_volume_head(ISO_PRIMARY, 1),
		.space_size = both32_from(size),
		.root.head = { .length = 34, .identifier_length = 1 },
	};

	ck_assert_ptr_nonnull(made);
	memset(volume.application_use, ' ', IMPLANT_SIZE);
	memcpy(made->bytes + VOLUME, &volume, sizeof(volume));
	return made;
}

static int put(struct made *made, enum md5 kind)
{
	const struct diag diag = { .owner = made, .log = count };
	const struct seal seal = {
		.read = read_made,
		.write = write_made,
		.user = made,
		.kind = kind,
		.diag = &diag,
	};

	return seal_put(&seal);
}

/* The sum as md5sum(1) makes it. */
static void sum_of(const uint8_t *bytes, size_t size, char out[33])
{
	FILE *file = fopen("seal.bytes", "wb"), *said;

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	said = popen("md5sum <seal.bytes && rm seal.bytes", "r");
	ck_assert_ptr_nonnull(said);
	ck_assert_ptr_nonnull(fgets(out, 33, said));
	ck_assert_int_eq(pclose(said), 0);
}

START_TEST(the_sum_is_of_all_but_the_last_sectors_with_blanks_for_itself)
{
	struct made *made = make(SECTORS - 20);
	char sum[33];

	memset(made->bytes + 100000, 'x', 5000);
	sum_of(made->bytes, (SECTORS - 20 - IMPLANT_SKIPPED) * SECTOR_SIZE,
		sum);
	ck_assert_int_eq(put(made, MD5_PLAIN), 0);
	ck_assert_mem_eq(made->bytes + USE, "ISO MD5SUM = ", 13);
	ck_assert_mem_eq(made->bytes + USE + 13, sum, 32);
	free(made);
}
END_TEST

START_TEST(nothing_is_put_where_none_is_wanted_or_none_can_be)
{
	static const struct {
		enum md5 kind;
		uint32_t size;
		uint8_t type;
		unsigned notices;
	} rows[] = {
		{ MD5_NONE, SECTORS, ISO_PRIMARY, 0 },
		{ MD5_PLAIN, IMPLANT_SKIPPED, ISO_PRIMARY, 1 },
		{ MD5_PLAIN, SECTORS, ISO_SUPPLEMENTARY, 1 },
		{ MD5_SUPPORTED, SECTORS, 'B', 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct made *made = make(rows[i].size);

		made->bytes[VOLUME] = rows[i].type;
		ck_assert_int_eq(put(made, rows[i].kind), 0);
		ck_assert_uint_eq(made->bytes[USE], ' ');
		ck_assert_uint_eq(made->notices, rows[i].notices);
		free(made);
	}
}
END_TEST

START_TEST(what_cannot_be_read_has_no_sum)
{
	struct made *made = make(SECTORS);

	made->error = -EIO;
	ck_assert_int_eq(put(made, MD5_PLAIN), -EIO);
	ck_assert_uint_eq(made->bytes[USE], ' ');
	free(made);
}
END_TEST

UNIT_TESTS("seal",
	the_sum_is_of_all_but_the_last_sectors_with_blanks_for_itself,
	nothing_is_put_where_none_is_wanted_or_none_can_be,
	what_cannot_be_read_has_no_sum)
