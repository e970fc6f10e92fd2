#include "disc.h"

/* The type and version of each descriptor from sector 16 to the terminator. */
static const char *descriptors(const struct disc *disc)
{
	static char line[256];
	char *to = line;
	uint64_t lba = 16;
	const struct iso_volume *volume;

	do {
		volume = disc_volume(disc, lba++);
		ck_assert_mem_eq(volume->head.standard, "CD001", 5);
		to += sprintf(to, "%s%u.%u%.3s", to == line ? "" : " ",
			volume->head.type, volume->head.version,
			volume->escape_sequences);
	} while (volume->head.type != ISO_TERMINATOR);
	return line;
}

START_TEST(a_volume_without_names_is_still_a_volume)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root;

	disc_begin(&disc, &scene, "");
	ck_assert_str_eq(descriptors(&disc), "1.1 255.1");
	root = disc_root(&disc, 16);
	ck_assert_uint_eq(root.size, 2048);
	ck_assert_str_eq(disc_dir(&disc, &root), "");
	ck_assert_uint_eq(
		disc.sectors, le32_get(disc_volume(&disc, 16)->space_size.le));
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(joliet_is_in_front_of_the_enhanced_volume)
{
	struct scene scene;
	struct disc disc;

	scene_begin(&scene, "cp joliet/f; cp iso/F");
	scene.settings.iso_level = 4;
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_str_eq(descriptors(&disc), "1.1 2.1%/E 2.2 255.1");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(the_enhanced_volume_shares_the_primary_tree)
{
	const struct iso_volume *primary, *enhanced;
	struct scene scene;
	struct disc disc;
	struct iso_record root;

	scene_open(&scene);
	scene.settings.iso_level = 4;
	ck_assert_int_eq(scene_run(&scene, "cp iso/a.B.c-d; mkdir iso/D"), 0);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	primary = disc_volume(&disc, 16);
	enhanced = disc_volume(&disc, 17);
	ck_assert_uint_eq(enhanced->structure_version, 2);
	ck_assert_mem_eq(&primary->root, &enhanced->root, 34);
	ck_assert_mem_eq(
		&primary->path_table_size, &enhanced->path_table_size, 24);
	root = disc_root(&disc, 17);
	ck_assert_str_eq(disc_dir(&disc, &root), "D/ a.B.c-d");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(fields_are_padded_with_blanks)
{
	const struct iso_volume *volume;
	struct scene scene;
	struct disc disc;

	scene_begin(&scene, "");
	free(scene.settings.volid);
	scene.settings.volid = strdup("K\xc3\xb6ln 1");
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	volume = disc_volume(&disc, 16);
	ck_assert_mem_eq(volume->volume_identifier,
		"Koln 1                          ", 32);
	ck_assert_mem_eq(volume->application_identifier,
		"ISOWEAVE                        ", 32);
	ck_assert_mem_eq(volume->created.year, "20010909014640", 14);
	ck_assert_mem_eq(&volume->expires, "0000000000000000", 17);
	ck_assert_uint_eq(le16_get(volume->block_size.le), 2048);
	ck_assert_uint_eq(be16_get(volume->sequence_number.be), 1);
	disc_end(&disc, &scene);
}
END_TEST

/* The record of a path table that is AT, which then is behind it. */
static struct iso_path_record take_path(
	const uint8_t **at, enum iso_path_type type)
{
	const struct iso_path_record_l *l = (const void *)*at;
	const struct iso_path_record_m *m = (const void *)*at;

	*at += iso_path_record_size(l->identifier_length);
	return (struct iso_path_record){
		.extent = type == ISO_PATH_L ? le32_get(l->extent)
					     : be32_get(m->extent),
		.parent = type == ISO_PATH_L ? le16_get(l->parent)
					     : be16_get(m->parent),
		.identifier_size = l->identifier_length,
		.identifier = (const uint8_t *)(l + 1),
	};
}

/* The path table at LBA: "identifier<parent" of each record. */
static const char *paths(
	struct disc *disc, uint64_t lba, enum iso_path_type type)
{
	const struct iso_volume *volume = disc_volume(disc, 16);
	const uint8_t *at = disc_at(disc, lba);
	const uint8_t *end = at + le32_get(volume->path_table_size.le);
	char *to = disc->line;

	while (at < end) {
		const struct iso_path_record record = take_path(&at, type);

		ck_assert_uint_eq(disc_at(disc, record.extent)[33], 0);
		to += sprintf(to, "%s%.*s<%u", to == disc->line ? "" : " ",
			record.identifier[0] ? record.identifier_size : 0,
			(const char *)record.identifier, record.parent);
	}
	ck_assert_ptr_eq(at, end);
	return disc->line;
}

START_TEST(path_tables_go_by_level_parent_and_identifier)
{
	const char *expected = "<1 A<1 BB<1 Z<2 A<3 C<3 D<6";
	const struct iso_volume *volume;
	struct scene scene;
	struct disc disc;

	disc_begin(&disc, &scene,
		"mkdir iso/BB; mkdir iso/BB/C; mkdir iso/BB/A; "
		"mkdir iso/A; mkdir iso/A/Z; mkdir iso/BB/C/D");
	volume = disc_volume(&disc, 16);
	ck_assert_str_eq(
		paths(&disc, le32_get(volume->path_table_l), ISO_PATH_L),
		expected);
	ck_assert_str_eq(
		paths(&disc, be32_get(volume->path_table_m), ISO_PATH_M),
		expected);
	disc_end(&disc, &scene);
}
END_TEST

/* Directories in rockridge/ until the model takes no more. */
static void fill(struct scene *scene)
{
	const struct iw_new what = { .mode = S_IFDIR | 0755 };
	char name[16];
	const struct iw_place place = { scene->model.root, IW_ROCKRIDGE, name };
	struct iw_node *dir;
	int error = 0;

	for (int i = 0; !error; i++) {
		sprintf(name, "d%07d", i);
		error = model_make(&scene->model, &place, &what, &dir);
	}
	ck_assert_int_eq(error, -EMLINK);
}

START_TEST(path_tables_hold_as_many_directories_as_the_model)
{
	struct scene scene;
	struct disc disc;

	scene_begin(&scene, "");
	fill(&scene);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_str_eq(disc.said, "");
	ck_assert_uint_eq(le32_get(disc_volume(&disc, 16)->path_table_size.le),
		10 + 65534 * 16);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(path_tables_end_where_their_numbers_do)
{
	char path[] = "mkdir rockridge/1/2/3/4/5/6/7/8";
	struct scene scene;
	struct disc disc;

	scene_begin(&scene, "");
	scene.settings.deep = DEEP_RELOCATE;
	for (int level = 0; level < 8; level++) {
		char line[64];

		sprintf(line, "%.*s", 17 + 2 * level, path);
		ck_assert_int_eq(scene_run(&scene, line), 0);
	}
	fill(&scene);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_ptr_nonnull(strstr(disc.said, "first 65535"));
	ck_assert_uint_eq(le32_get(disc_volume(&disc, 16)->path_table_size.le),
		10 + 65534 * 16);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(equal_operations_give_equal_bytes)
{
	const char *commands = "mkdir all/d; cp all/d/f; sym all/s; cp iso/A; "
			       "cp rockridge/b; ln all/d/f all/g";
	struct scene scene[2];
	struct disc disc[2];

	for (int i = 0; i < 2; i++) {
		disc_begin(&disc[i], &scene[i], commands);
	}
	ck_assert_uint_eq(disc[0].sectors, disc[1].sectors);
	ck_assert_mem_eq(disc[0].bytes, disc[1].bytes, disc[0].sectors * 2048);
	for (int i = 0; i < 2; i++) {
		disc_end(&disc[i], &scene[i]);
	}
}
END_TEST

UNIT_TESTS("iso9660", a_volume_without_names_is_still_a_volume,
	joliet_is_in_front_of_the_enhanced_volume,
	the_enhanced_volume_shares_the_primary_tree,
	fields_are_padded_with_blanks,
	path_tables_go_by_level_parent_and_identifier,
	path_tables_hold_as_many_directories_as_the_model,
	path_tables_end_where_their_numbers_do,
	equal_operations_give_equal_bytes)
