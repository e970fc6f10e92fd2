#include "disc.h"

#include "disk/rrip.h"

static struct iw_node *make(
	struct scene *scene, const char *name, const char *target)
{
	const struct iw_place place = { scene->model.root, IW_ROCKRIDGE, name };
	const struct iw_new what = {
		.mode = target ? S_IFLNK | 0777 : S_IFREG | 0644,
		.target = target,
	};
	struct iw_node *node;

	ck_assert_int_eq(model_make(&scene->model, &place, &what, &node), 0);
	return node;
}

/* What RECORD's NM entries say together. */
static const char *name_of(
	const struct disc *disc, const struct iso_record *record)
{
	static char name[512];
	const struct susp_head *nm;
	size_t size = 0;

	for (int i = 0; (nm = disc_entry(disc, record, "NM", i)); i++) {
		memcpy(name + size, (const char *)nm + 5, nm->length - 5);
		size += nm->length - 5;
	}
	name[size] = '\0';
	return name;
}

static const char *target_of(
	const struct disc *disc, const struct iso_record *record)
{
	static char text[5000];
	struct rrip_target_text out = { .text = text, .room = 4999 };
	const struct susp_head *sl;

	for (int i = 0; (sl = disc_entry(disc, record, "SL", i)); i++)
		ck_assert_int_eq(rrip_sl_decode(sl, &out), 0);
	text[out.size] = '\0';
	return text;
}

START_TEST(a_name_of_every_length_is_whole)
{
	char names[255][256];
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	size_t at = 68 * 4;
	int found = 0;

	scene_open(&scene);
	for (int i = 0; i < 255; i++) {
		memset(names[i], 'n', (size_t)i + 1);
		names[i][i + 1] = '\0';
		make(&scene, names[i], NULL);
	}
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	for (at = 0; disc_next(&disc, &root, &at, &record);) {
		if (record.identifier[0] < 2)
			continue;
		ck_assert_str_eq(name_of(&disc, &record), names[found++]);
	}
	ck_assert_int_eq(found, 255);
	disc_end(&disc, &scene);
}
END_TEST

/* Readers that follow no CE see the name as long as it fits beside PX. */
START_TEST(a_name_is_in_the_record_rather_than_the_times)
{
	static const struct {
		size_t size;
		const char *entries;
	} rows[] = {
		{ 90, "PX TF NM " },
		{ 133, "PX NM CE " },
		{ 134, "PX TF CE " },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char name[256] = "", said[512];
		struct scene scene;
		struct disc disc;
		struct iso_record root, record;

		scene_open(&scene);
		memset(name, 'n', rows[i].size);
		make(&scene, name, NULL);
		ck_assert_int_eq(disc_draw(&disc, &scene), 0);
		root = disc_root(&disc, 16);
		record = disc_find(&disc, &root, "_RR00001.;1");
		said[0] = '\0';
		for (size_t at = 0;
			at + 4 <= record.use_size && record.use[at + 2] >= 4;
			at += record.use[at + 2])
			sprintf(said + strlen(said), "%.2s ", record.use + at);
		ck_assert_str_eq(said, rows[i].entries);
		ck_assert_str_eq(name_of(&disc, &record), name);
		disc_end(&disc, &scene);
	}
}
END_TEST

START_TEST(a_target_past_a_block_goes_on_in_the_next)
{
	char target[4096] = "";
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;

	for (int i = 0; i < 1000; i++)
		strcat(target, i % 3 ? "../" : "abcd/");
	scene_open(&scene);
	make(&scene, "s", target);
	make(&scene, "t", target);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_ptr_nonnull(strstr(disc.said, "xorriso opens no image"));
	root = disc_root(&disc, 16);
	record = disc_find(&disc, &root, "_RR00001.;1");
	ck_assert_str_eq(target_of(&disc, &record), target);
	record = disc_find(&disc, &root, "_RR00002.;1");
	ck_assert_str_eq(target_of(&disc, &record), target);
	ck_assert_str_eq(name_of(&disc, &record), "t");
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(areas_are_behind_their_directory)
{
	char name[201] = "";
	const struct susp_ce *ce;
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;

	scene_open(&scene);
	memset(name, 'n', 200);
	make(&scene, name, NULL);
	ck_assert_int_eq(scene_run(&scene, "mkdir all/d"), 0);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	record = disc_find(&disc, &root, "_RR00001.;1");
	ce = (const void *)disc_entry(&disc, &record, "CE", 0);
	ck_assert_uint_eq(le32_get(ce->block.le), root.extent + 1);
	record = disc_find(&disc, &root, "D");
	ck_assert_uint_eq(record.extent, root.extent + 2);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(re_is_behind_all_directories)
{
	const struct susp_ce *ce;
	struct scene scene;
	struct disc disc;
	struct iso_record root, record, dir;

	disc_begin(&disc, &scene, "cp iso/A; mkdir all/d; mkdir all/d/e");
	root = disc_root(&disc, 16);
	record = disc_find(&disc, &root, "A.;1");
	dir = disc_find(&disc, &root, "D/E");
	ce = (const void *)disc_entry(&disc, &record, "CE", 0);
	ck_assert_uint_gt(le32_get(ce->block.le), dir.extent);
	ck_assert_uint_eq(le32_get(ce->length.le), 4);
	disc_end(&disc, &scene);
}
END_TEST

static int count_file(void *user, void *file)
{
	const struct iw_node *node = file;

	ck_assert_uint_gt(node->content.size, 0);
	++*(int *)user;
	return 0;
}

START_TEST(data_of_files_with_areas_is_to_follow_them)
{
	char path[211] = "rockridge/", target[201] = "";
	struct scene scene;
	struct disc disc;
	int count = 0;

	scene_open(&scene);
	memset(path + 10, 'n', 200);
	memset(target, 't', 200);
	make(&scene, path + 10, NULL);
	make(&scene, "sym", target);
	ck_assert_int_eq(
		scene_run(&scene, "cp all/plain; cp iso/A; mkdir iso/B"), 0);
	disc_file(&scene, path, 5000, 0);
	disc_file(&scene, "iso/A", 10, 3);
	disc_file(&scene, "all/plain", 10, 4);
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	ck_assert_int_eq(layout_followers(disc.layout, count_file, &count), 0);
	ck_assert_int_eq(count, 2);
	disc_end(&disc, &scene);
}
END_TEST

START_TEST(many_areas_fill_several_runs)
{
	struct scene scene;
	struct disc disc;
	struct iso_record root, record;
	size_t at = 0;
	int hidden = 0;

	scene_open(&scene);
	make(&scene, "f", NULL);
	for (int i = 0; i < 40000; i++) {
		char name[16];
		const struct iw_place place = { scene.model.root, IW_ISO,
			name };
		const struct iw_new what = { .mode = S_IFREG | 0644 };
		struct iw_node *node;

		sprintf(name, "F%05d", i);
		ck_assert_int_eq(
			model_make(&scene.model, &place, &what, &node), 0);
	}
	ck_assert_int_eq(disc_draw(&disc, &scene), 0);
	root = disc_root(&disc, 16);
	while (disc_next(&disc, &root, &at, &record))
		hidden += disc_entry(&disc, &record, "RE", 0) != NULL;
	ck_assert_int_eq(hidden, 40000);
	disc_end(&disc, &scene);
}
END_TEST

UNIT_TESTS("areas", a_name_is_in_the_record_rather_than_the_times,
	a_name_of_every_length_is_whole,
	a_target_past_a_block_goes_on_in_the_next,
	areas_are_behind_their_directory, re_is_behind_all_directories,
	data_of_files_with_areas_is_to_follow_them,
	many_areas_fill_several_runs)
