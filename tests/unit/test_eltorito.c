#include "eltorito/eltorito.h"

#include "boot/patch.h"
#include "hybrid/hybrid.h"

#include "bootscene.h"

/* Everything that a plan renders, as an image would have it. */
static uint8_t image[600 * 2048];

static int keep(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	(void)user;
	ck_assert_uint_le(lba + count, 600);
	memcpy(image + lba * 2048, sectors, count * 2048);
	return 0;
}

typedef int planner(struct layout *layout, const struct source *source);

/* Plans and renders: the data is from sector 100 on. */
static int render(struct bootscene *scene, planner *plan)
{
	const struct source source = {
		.root = scene->scene.model.root,
		.settings = &scene->scene.settings,
		.boot = &scene->boot,
		.store = scene->store,
		.diag = &scene->diag,
	};
	struct layout *layout = layout_new();
	int error = patch_prepare(&scene->boot);

	if (!error)
		error = plan(layout, &source);
	if (!error) {
		store_plan_shift(scene->store, store_base(scene->store) - 100);
		layout_place(layout, 40, layout_volume_end(layout, 500));
		memset(image, 0, sizeof(image));
		ck_assert_int_eq(layout_render(layout, keep, NULL), 0);
	}
	layout_free(layout);
	return error;
}

static uint32_t word(size_t at)
{
	le32 value;

	memcpy(&value, image + at, 4);
	return le32_get(value);
}

static char isolinux[68];

static struct iw_node *make_isolinux(
	struct bootscene *scene, const char *path, size_t size)
{
	memcpy(isolinux + 64, "\xfb\xc0\x78\x70", 4);
	return bootscene_make(scene, path, isolinux, sizeof(isolinux), size);
}

START_TEST(image_without_entries_has_no_boot_record)
{
	struct bootscene *scene = bootscene_open();

	bootscene_make(scene, "iso/A", "", 0, 5000);
	ck_assert_int_eq(render(scene, eltorito_plan), 0);
	ck_assert_uint_eq(word(16 * 2048), 0);
	bootscene_close(scene);
}
END_TEST

START_TEST(record_leads_to_the_catalog_and_that_to_the_images)
{
	struct bootscene *scene = bootscene_open();
	size_t catalog;

	bootscene_make(scene, "iso/A", "", 0, 5000);
	bootscene_make(scene, "boot/efi/efi.img", "", 0, 8192);
	make_isolinux(scene, "boot/bios/isolinux.bin", 5000);
	ck_assert_int_eq(render(scene, eltorito_plan), 0);
	ck_assert_mem_eq(image + 16 * 2048, "\0CD001\1EL TORITO", 16);
	ck_assert_uint_eq(word(16 * 2048 + 71), 40);
	catalog = 40 * 2048;
	ck_assert_uint_eq(image[catalog], 1);
	ck_assert_uint_eq(image[catalog + 32], 0x88);
	ck_assert_uint_eq(image[catalog + 38], 4);
	ck_assert_uint_eq(word(catalog + 40), 107);
	ck_assert_uint_eq(image[catalog + 64], 0x91);
	ck_assert_uint_eq(image[catalog + 65], 0xef);
	ck_assert_uint_eq(image[catalog + 96 + 6], 16);
	ck_assert_uint_eq(word(catalog + 96 + 8), 103);
	bootscene_close(scene);
}
END_TEST

START_TEST(info_table_is_written_over_the_data_only)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node;
	char head[64];
	size_t at = 103 * 2048;
	uint32_t sum = 0;

	bootscene_make(scene, "iso/A", "", 0, 5000);
	node = make_isolinux(scene, "boot/bios/isolinux.bin", 4096);
	ck_assert_int_eq(render(scene, eltorito_plan), 0);
	ck_assert_uint_eq(word(at + 8), 16);
	ck_assert_uint_eq(word(at + 12), 103);
	ck_assert_uint_eq(word(at + 16), 4096);
	for (size_t i = 64; i < 4096; i += 4)
		sum += word(at + i);
	ck_assert_uint_eq(word(at + 20), sum);
	ck_assert_mem_eq(image + at + 64, isolinux + 64, 4);
	ck_assert_int_eq(boot_read(&scene->boot, node, head, 64, 0), 0);
	ck_assert_mem_eq(head, isolinux, 64);
	bootscene_close(scene);
}
END_TEST

START_TEST(catalog_can_be_seen_before_it_is_written)
{
	struct bootscene *scene = bootscene_open();
	uint8_t *bytes;
	size_t size;

	ck_assert_int_eq(eltorito_preview(&scene->boot, &bytes, &size), 0);
	ck_assert_uint_eq(size, 0);
	free(bytes);
	make_isolinux(scene, "boot/bios/isolinux.bin", 5000);
	ck_assert_int_eq(render(scene, eltorito_plan), 0);
	ck_assert_int_eq(eltorito_preview(&scene->boot, &bytes, &size), 0);
	ck_assert_uint_eq(size, 2048);
	ck_assert_mem_eq(bytes, image + 40 * 2048, 2048);
	free(bytes);
	bootscene_close(scene);
}
END_TEST

START_TEST(image_that_cannot_be_booted_is_told_of)
{
	struct bootscene *scene = bootscene_open();

	ck_assert_int_eq(bootscene_run(scene, "cp boot/bios/empty"), 0);
	ck_assert_int_eq(render(scene, eltorito_plan), -EINVAL);
	ck_assert_str_eq(scene->said, "boot/bios/empty: is empty\n");
	bootscene_close(scene);
}
END_TEST

START_TEST(many_entries_fill_more_than_a_sector)
{
	struct bootscene *scene = bootscene_open();

	for (int i = 0; i < 100; i++) {
		char path[64];

		snprintf(path, sizeof(path), "boot/ppc/%d", i);
		bootscene_make(scene, path, "", 0, 1);
	}
	ck_assert_int_eq(render(scene, eltorito_plan), 0);
	ck_assert_uint_eq(image[40 * 2048 + 66], 99);
	ck_assert_uint_eq(image[40 * 2048 + 3 * 32 + 98 * 32], 0x88);
	bootscene_close(scene);
}
END_TEST

/* ---- The system area ---- */

static void make_area(struct bootscene *scene)
{
	uint8_t code[432] = { 0x33, 0xed };

	memset(code + 2, 0x90, 30);
	memcpy(code + 0xa4, "\xfb\xc0\x78\x70", 4);
	bootscene_write(
		scene, scene->boot.nodes[PLACE_AREA], code, sizeof(code));
}

START_TEST(isohybrid_finds_isolinux_and_covers_whole_cylinders)
{
	struct bootscene *scene = bootscene_open();
	struct content *loader;

	make_area(scene);
	make_isolinux(scene, "boot/bios/isolinux.bin", 5000);
	loader = &scene_node(&scene->scene, "boot/bios/isolinux.bin")->content;
	ck_assert_int_eq(render(scene, hybrid_plan), 0);
	ck_assert_uint_eq(word(432), 4 * content_lba(scene->store, loader));
	ck_assert_mem_eq(image + 446, "\x80\0\1\0\x17\x3f\x20\0", 8);
	ck_assert_uint_eq(word(458), 2048);
	ck_assert_mem_eq(image + 510, "\x55\xaa", 2);
	ck_assert_mem_eq(image, "\x33\xed\x90", 3);
	bootscene_close(scene);
}
END_TEST

START_TEST(gpt_ends_with_the_image)
{
	struct bootscene *scene = bootscene_open();
	size_t last = 512 * 2048 - 512, array;

	make_area(scene);
	make_isolinux(scene, "boot/bios/isolinux.bin", 5000);
	ck_assert_int_eq(
		bootscene_say(scene, PLACE_AREA, NULL, "gpt=yes apm=yes"), 0);
	ck_assert_int_eq(render(scene, hybrid_plan), 0);
	ck_assert_mem_eq(image, "ER\x08\0\xeb\x02\xff\xff", 8);
	ck_assert_mem_eq(image + 2048, "PM", 2);
	ck_assert_mem_eq(image + 512, "EFI PART", 8);
	ck_assert_mem_eq(image + last, "EFI PART", 8);
	ck_assert_uint_eq(word(512 + 32), 2047);
	ck_assert_uint_eq(word(512 + 72), 32);
	array = word(last + 72) * (size_t)512;
	ck_assert_mem_eq(image + array, image + 32 * 512, 16384);
	ck_assert_uint_le(array + 16384, last);
	bootscene_close(scene);
}
END_TEST

START_TEST(code_without_room_for_an_apm_gets_none)
{
	struct bootscene *scene = bootscene_open();

	bootscene_write(scene, scene->boot.nodes[PLACE_AREA], "\xfa\xfa", 2);
	ck_assert_int_eq(bootscene_say(scene, PLACE_AREA, NULL, "apm=yes"), 0);
	ck_assert_int_eq(render(scene, hybrid_plan), -EINVAL);
	ck_assert_ptr_nonnull(strstr(scene->said, "no room"));
	bootscene_close(scene);
}
END_TEST

UNIT_TESTS("eltorito", image_without_entries_has_no_boot_record,
	record_leads_to_the_catalog_and_that_to_the_images,
	info_table_is_written_over_the_data_only,
	catalog_can_be_seen_before_it_is_written,
	image_that_cannot_be_booted_is_told_of,
	many_entries_fill_more_than_a_sector,
	isohybrid_finds_isolinux_and_covers_whole_cylinders,
	gpt_ends_with_the_image, code_without_room_for_an_apm_gets_none)
