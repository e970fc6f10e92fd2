#include "boot/patch.h"

#include "boot/note.h"
#include "bootscene.h"

static const struct info_fields table = { .table = true };
static const struct info_fields both = { .table = true, .grub2 = true };

/* Writes TEXT to what the medium has of NODE, as a commit does. */
static void scribble(struct bootscene *scene, const struct iw_node *node,
	uint64_t at, const char *text)
{
	struct span span[SPANS];

	ck_assert_uint_eq(
		content_map(&node->content, at, strlen(text), span), 1);
	ck_assert_int_eq(datafile_write(store_file(scene->store), text,
				 strlen(text), span[0].at),
		0);
}

static char *read_file(struct bootscene *scene, const struct iw_node *node,
	uint64_t at, size_t size)
{
	static char out[4096];

	ck_assert_int_eq(boot_read(&scene->boot, node, out, size, at), 0);
	out[size] = '\0';
	return out;
}

START_TEST(file_reads_as_before_while_the_medium_differs)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node =
		bootscene_make(scene, "iso/A", "01234567abcdefgh", 16, 5000);

	ck_assert_int_eq(patch_begin(&scene->boot, node, &both), 0);
	scribble(scene, node, 8, "PATCHED");
	scribble(scene, node, 2548, "GRUB");
	ck_assert_str_eq(read_file(scene, node, 0, 16), "01234567abcdefgh");
	ck_assert_str_eq(read_file(scene, node, 10, 4), "cdef");
	ck_assert_str_eq(read_file(scene, node, 2546, 6), "xxxxxx");
	ck_assert_str_eq(read_file(scene, node, 2551, 1), "x");
	bootscene_close(scene);
}
END_TEST

START_TEST(what_a_commit_refers_to_is_not_patched)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node = bootscene_make(scene, "iso/A", "01", 2, 5000);
	uint64_t before = content_extents(&node->content)->start;

	store_committed(scene->store, store_base(scene->store));
	ck_assert_int_eq(patch_begin(&scene->boot, node, &table), 0);
	ck_assert_uint_ne(content_extents(&node->content)->start, before);
	bootscene_close(scene);
}
END_TEST

START_TEST(same_patch_again_changes_nothing)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node = bootscene_make(scene, "iso/A", "01", 2, 5000);
	uint64_t before;

	ck_assert_int_eq(patch_begin(&scene->boot, node, &table), 0);
	before = content_extents(&node->content)->start;
	store_committed(scene->store, store_base(scene->store));
	ck_assert_int_eq(patch_begin(&scene->boot, node, &table), 0);
	ck_assert_uint_eq(content_extents(&node->content)->start, before);
	bootscene_close(scene);
}
END_TEST

START_TEST(ending_puts_back_what_was_there_elsewhere)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node =
		bootscene_make(scene, "iso/A", "01234567abcdefgh", 16, 5000);
	uint64_t before;

	ck_assert_int_eq(patch_begin(&scene->boot, node, &both), 0);
	before = content_extents(&node->content)->start;
	scribble(scene, node, 8, "PATCHED");
	store_committed(scene->store, store_base(scene->store));
	ck_assert_int_eq(patch_end(&scene->boot, node), 0);
	ck_assert_ptr_null(patch_find(&scene->boot, node->ino));
	ck_assert_uint_ne(content_extents(&node->content)->start, before);
	ck_assert_str_eq(read_file(scene, node, 0, 16), "01234567abcdefgh");
	bootscene_close(scene);
}
END_TEST

START_TEST(patches_follow_the_entries)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node =
		bootscene_make(scene, "iso/A", "01234567abcdefgh", 16, 5000);

	ck_assert_int_eq(bootscene_run(scene, "ln iso/A boot/bios/a"), 0);
	ck_assert_int_eq(patch_prepare(&scene->boot), 0);
	ck_assert_ptr_null(patch_find(&scene->boot, node->ino));
	ck_assert_int_eq(
		bootscene_say(scene, PLACE_BIOS, node, "info-table=yes"), 0);
	ck_assert_int_eq(patch_prepare(&scene->boot), 0);
	ck_assert_ptr_nonnull(patch_find(&scene->boot, node->ino));
	ck_assert_int_eq(bootscene_run(scene, "rm boot/bios/a"), 0);
	ck_assert_int_eq(patch_prepare(&scene->boot), 0);
	ck_assert_ptr_null(patch_find(&scene->boot, node->ino));
	bootscene_close(scene);
}
END_TEST

START_TEST(file_that_is_gone_takes_its_patch_along)
{
	struct bootscene *scene = bootscene_open();
	struct iw_node *node = bootscene_make(scene, "iso/A", "01", 2, 5000);
	uint64_t nodes = scene->scene.model.nodes;

	ck_assert_int_eq(bootscene_run(scene, "ln iso/A boot/bios/a"), 0);
	ck_assert_int_eq(
		bootscene_say(scene, PLACE_BIOS, node, "info-table=yes"), 0);
	ck_assert_int_eq(patch_prepare(&scene->boot), 0);
	ck_assert_int_eq(bootscene_run(scene, "rm boot/bios/a; rm iso/A"), 0);
	ck_assert_int_eq(patch_prepare(&scene->boot), 0);
	ck_assert_uint_eq(scene->boot.patch_count, 0);
	ck_assert_uint_eq(scene->scene.model.nodes, nodes - 1);
	bootscene_close(scene);
}
END_TEST

static int replay(void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	return note_replay(user, kind, bytes, size);
}

START_TEST(journal_brings_back_settings_and_patches)
{
	struct bootscene *scene = bootscene_open();
	struct bootscene *again = bootscene_open();
	struct iw_node *node =
		bootscene_make(scene, "iso/A", "01234567abcdefgh", 16, 5000);
	struct iw_node *same =
		bootscene_make(again, "iso/A", "01234567PATCHED!", 16, 5000);
	struct journal *journal;

	ck_assert_int_eq(
		journal_new(memfd_create("journal", MFD_CLOEXEC), &journal), 0);
	ck_assert_int_eq(bootscene_say(scene, PLACE_BIOS, node,
				 "load-size=8 id=\"a maker\""),
		0);
	ck_assert_int_eq(bootscene_say(scene, PLACE_AREA, NULL, "gpt=yes"), 0);
	ck_assert_int_eq(patch_begin(&scene->boot, node, &table), 0);
	ck_assert_int_eq(note_checkpoint(&scene->boot, journal), 0);
	ck_assert_int_eq(journal_replay(journal, replay, &again->boot), 0);
	patch_bind(&again->boot, same);
	ck_assert_int_eq(boot_record_get(&again->boot, PLACE_BIOS, node->ino)
				 .entry.load_size,
		8);
	ck_assert_str_eq(
		boot_record_get(&again->boot, PLACE_BIOS, node->ino).entry.id,
		"a maker");
	ck_assert_int_eq(boot_record_get(&again->boot, PLACE_AREA, 0).area.gpt,
		ANSWER_YES);
	ck_assert_str_eq(read_file(again, same, 0, 16), "01234567abcdefgh");
	journal_free(journal);
	bootscene_close(again);
	bootscene_close(scene);
}
END_TEST

UNIT_TESTS("patch", file_reads_as_before_while_the_medium_differs,
	what_a_commit_refers_to_is_not_patched,
	same_patch_again_changes_nothing,
	ending_puts_back_what_was_there_elsewhere, patches_follow_the_entries,
	file_that_is_gone_takes_its_patch_along,
	journal_brings_back_settings_and_patches)
