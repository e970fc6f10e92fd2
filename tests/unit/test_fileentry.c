#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "udf_scene.h"

#define ROOT_LBA RUN_LBA
#define EXTENDED sizeof(struct udf_extended_entry)
#define PLAIN sizeof(struct udf_file_entry)

/* A scene of `a', which FIRST comes of, and `z', so that `a' is in the run. */
static struct iw_node *first_of(struct udf_scene *s, const char *command)
{
	struct iw_place place = { .view = IW_UDF, .name = "a" };
	struct iw_node *node;

	udf_open(s, command);
	ck_assert_int_eq(scene_run(&s->scene, "cp udf/z"), 0);
	place.dir = s->scene.model.root;
	ck_assert_int_eq(model_lookup(&s->scene.model, &place, &node), 0);
	node->uid = 1000;
	node->gid = 0x10002;
	node->atime = (struct timespec){ 1, 0 };
	node->mtime = (struct timespec){ 2, 0 };
	node->ctime = (struct timespec){ 3, 0 };
	node->btime = (struct timespec){ 4, 0 };
	return node;
}

static uint8_t second_of(struct udf_timestamp stamp)
{
	return stamp.second;
}

START_TEST(a_plain_entry_holds_what_the_inode_does)
{
	struct udf_scene s;
	struct iw_node *node = first_of(&s, "cp udf/a; ln udf/a udf/b");
	const struct udf_file_entry *e;

	node->mode = S_IFREG | 04644;
	udf_emit(&s, 150);
	e = (const void *)udf_at(&s, ROOT_LBA + 1);
	ck_assert(ecma_sealed(e, UDF_BLOCK, UDF_TAG_FILE_ENTRY, RUN_BLOCK + 1));
	ck_assert_mem_eq((const uint8_t *)e + 16,
		"\0\0\0\0\4\0\0\0\1\0\0\5\0\0\0\0\0\0\x40\0"
		"\xe8\3\0\0\2\0\1\0\x84\x78\0\0\2\0\0\0\0\0\0\0",
		40);
	ck_assert_int_eq(second_of(e->accessed), 1);
	ck_assert_int_eq(second_of(e->modified), 2);
	ck_assert_int_eq(second_of(e->changed), 3);
	ck_assert_uint_eq(le64_get(e->tail.unique_id), 16);
	ck_assert_uint_eq(le32_get(e->tail.descriptors_size), 0);
	udf_close(&s);
}
END_TEST

START_TEST(the_time_of_creation_is_in_an_attribute_or_in_the_entry)
{
	struct udf_scene s;
	const uint8_t *at;

	first_of(&s, "cp udf/a");
	udf_emit(&s, 102);
	at = udf_at(&s, ROOT_LBA + 1) + PLAIN;
	ck_assert(ecma_sealed(at, 24, UDF_TAG_ATTRIBUTE_HEADER, RUN_BLOCK + 1));
	ck_assert_mem_eq(at + 16, "\x38\0\0\0\x38\0\0\0", 8);
	ck_assert_mem_eq(at + 24,
		"\5\0\0\0\1\0\0\0\x20\0\0\0\x0c\0\0\0\1\0\0\0"
		"\0\x10\xb2\x07\1\1\0\0\4\0\0\0",
		32);
	udf_emit(&s, 201);
	at = udf_at(&s, ROOT_LBA + 1);
	ck_assert_int_eq(
		second_of(((const struct udf_extended_entry *)at)->created), 4);
	ck_assert_mem_eq(at + EXTENDED - 8, "\0\0\0\0\0\0\0\0", 8);
	udf_close(&s);
}
END_TEST

START_TEST(devices_have_their_numbers_in_an_attribute)
{
	struct udf_scene s;
	struct iw_node *node = first_of(&s, "sym udf/a");
	const uint8_t *at;

	free(node->target);
	node->mode = S_IFBLK | 0600;
	node->rdev = makedev(8, 0x12345);
	udf_emit(&s, 201);
	at = udf_at(&s, ROOT_LBA + 1);
	ck_assert_uint_eq(((const struct udf_entry_head *)at)->icb.file_type,
		UDF_FILE_BLOCK_DEVICE);
	at += EXTENDED;
	ck_assert_mem_eq(at + 16, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	ck_assert_mem_eq(at + 24,
		"\x0c\0\0\0\1\0\0\0\x38\0\0\0\x20\0\0\0"
		"\x08\0\0\0\x45\x23\1\0\0*isoweave\0",
		35);
	udf_close(&s);
}
END_TEST

static const struct {
	mode_t mode;
	uint8_t type;
} types[] = { { S_IFCHR, 7 }, { S_IFBLK, 6 }, { S_IFIFO, 9 },
	{ S_IFSOCK, 10 } };

START_TEST(each_type_has_its_number)
{
	for (size_t i = 0; i < 4; i++) {
		struct udf_scene s;
		struct iw_node *node = first_of(&s, "sym udf/a");

		free(node->target);
		node->mode = types[i].mode;
		node->rdev = 0;
		udf_emit(&s, 102);
		ck_assert_uint_eq(udf_at(&s, ROOT_LBA + 1)[27], types[i].type);
		udf_close(&s);
	}
}
END_TEST

START_TEST(a_symlink_is_embedded)
{
	struct udf_scene s;
	const uint8_t *at;

	first_of(&s, "sym udf/a");
	udf_emit(&s, 102);
	at = udf_at(&s, ROOT_LBA + 1);
	ck_assert_uint_eq(at[27], UDF_FILE_SYMLINK);
	ck_assert_mem_eq(udf_embedded(at), "\5\7\0\0\x08target", 11);
	udf_close(&s);
}
END_TEST

START_TEST(a_time_is_not_later_than_the_source_wants)
{
	struct udf_scene s;
	const struct udf_extended_entry *e;

	first_of(&s, "cp udf/a");
	udf_emit(&s, 201);
	s.source.latest = (struct timespec){ 2, 500000000 };
	layout_render(s.layout, udf_record, &s);
	udf_forget(&s);
	s.layout = layout_new();
	ck_assert_int_eq(udfplan_add(s.layout, &s.source), 0);
	s.bytes = calloc(s.sectors, UDF_BLOCK);
	layout_place(s.layout, RUN_LBA, s.sectors);
	ck_assert_int_eq(layout_render(s.layout, udf_record, &s), 0);
	e = (const void *)udf_at(&s, ROOT_LBA + 1);
	ck_assert_int_eq(second_of(e->modified), 2);
	ck_assert_int_eq(e->modified.centiseconds, 0);
	ck_assert_int_eq(second_of(e->created), 2);
	ck_assert_int_eq(e->created.centiseconds, 50);
	udf_close(&s);
}
END_TEST

/* A store that is a sparse file: extents need only be in it. */
static void give_data(struct udf_scene *s, struct iw_node *node, uint64_t size)
{
	const struct extent extent = { 1000, sectors_of(size) };
	int fd = memfd_create("image", 0);

	s->scene.model.store = store_new(NULL);
	ck_assert_int_eq(ftruncate(fd, (off_t)(8ull << 30)), 0);
	ck_assert_int_eq(store_adopt(s->scene.model.store, fd, 8ull << 30), 0);
	ck_assert_int_eq(content_set(s->scene.model.store, &node->content, size,
				 &extent, 1),
		0);
}

static void take_data(struct udf_scene *s, struct iw_node *node)
{
	content_free(s->scene.model.store, &node->content);
	store_free(s->scene.model.store);
	s->scene.model.store = NULL;
}

START_TEST(data_is_where_the_store_has_it_relative_to_the_partition)
{
	struct udf_scene s;
	struct iw_node *node = first_of(&s, "cp udf/a");
	const uint8_t *at;

	give_data(&s, node, 5ull << 30);
	udf_emit(&s, 201);
	at = udf_at(&s, ROOT_LBA + 1);
	ck_assert_mem_eq(at + 56, "\0\0\0\x40\1\0\0\0\0\0\0\x40\1\0\0\0", 16);
	ck_assert_mem_eq(at + 72, "\0\0\x28\0\0\0\0\0", 8);
	ck_assert_uint_eq(at[212], 6 * 8);
	/* 1000 - 257 = 0x2e7 */
	ck_assert_mem_eq(at + EXTENDED, "\0\xf8\xff\x3f\xe7\2\0\0", 8);
	take_data(&s, node);
	udf_close(&s);
}
END_TEST

START_TEST(from_the_metadata_partition_data_has_long_descriptors)
{
	struct udf_scene s;
	struct iw_node *node = first_of(&s, "cp udf/a");
	const uint8_t *at;

	give_data(&s, node, 5000);
	udf_emit(&s, 260);
	at = udf_at(&s, ROOT_LBA + 2 + 1);
	ck_assert_uint_eq(at[34] & UDF_ICB_KIND, UDF_ICB_LONG);
	ck_assert_mem_eq(
		at + EXTENDED, "\x88\x13\0\0\xe7\2\0\0\0\0\0\0\0\0\0\0", 16);
	take_data(&s, node);
	udf_close(&s);
}
END_TEST

UNIT_TESTS("fileentry", a_plain_entry_holds_what_the_inode_does,
	the_time_of_creation_is_in_an_attribute_or_in_the_entry,
	devices_have_their_numbers_in_an_attribute, each_type_has_its_number,
	a_symlink_is_embedded, a_time_is_not_later_than_the_source_wants,
	data_is_where_the_store_has_it_relative_to_the_partition,
	from_the_metadata_partition_data_has_long_descriptors)
