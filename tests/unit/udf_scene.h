/*
 * A scene's udf/ as a volume in memory: the run begins at RUN_LBA, the entries
 * stand there in the order of udftree.c, the last of them before the anchor
 * (or, in revision 2.60, like the others, behind the file set).
 */
#ifndef ISOWEAVE_TESTS_UDF_SCENE_H
#define ISOWEAVE_TESTS_UDF_SCENE_H

#include "udf/udfplan.h"

#include "scene.h"

#define RUN_LBA 300u
#define RUN_BLOCK (RUN_LBA - UDF_PARTITION_LBA)

struct udf_scene {
	struct scene scene;
	struct source source;
	struct layout *layout;
	uint8_t *bytes;
	uint64_t sectors;
	/* What plans: UDF, unless set. */
	int (*emit)(struct layout *layout, const struct source *source);
};

SCENE_UNUSED static void udf_open(struct udf_scene *s, const char *commands)
{
	memset(s, 0, sizeof(*s));
	scene_open(&s->scene);
	s->scene.settings.context[IW_ISO] = false;
	s->scene.settings.context[IW_ROCKRIDGE] = false;
	s->scene.settings.context[IW_JOLIET] = false;
	ck_assert_int_eq(scene_run(&s->scene, commands), 0);
}

static int udf_record(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct udf_scene *s = user;

	ck_assert_uint_le(lba + count, s->sectors);
	memcpy(s->bytes + lba * UDF_BLOCK, sectors, count * UDF_BLOCK);
	return 0;
}

static void udf_forget(struct udf_scene *s)
{
	layout_free(s->layout);
	free(s->bytes);
	s->layout = NULL;
	s->bytes = NULL;
}

/* Plans, places and renders in that revision. */
SCENE_UNUSED static void udf_emit(struct udf_scene *s, int revision)
{
	udf_forget(s);
	s->scene.settings.udf = revision;
	s->source.root = s->scene.model.root;
	s->source.settings = &s->scene.settings;
	s->source.store = s->scene.model.store;
	s->source.now = (struct timespec){ 1000000000, 123456789 };
	s->source.latest = (struct timespec){ INT64_MAX, 0 };
	s->layout = layout_new();
	ck_assert_int_eq(s->emit ? s->emit(s->layout, &s->source)
				 : udfplan_add(s->layout, &s->source),
		0);
	s->sectors = layout_volume_end(
		s->layout, RUN_LBA + layout_body_sectors(s->layout));
	s->bytes = calloc(s->sectors, UDF_BLOCK);
	layout_place(s->layout, RUN_LBA, s->sectors);
	ck_assert_int_eq(layout_render(s->layout, udf_record, s), 0);
}

SCENE_UNUSED static void udf_close(struct udf_scene *s)
{
	udf_forget(s);
	scene_close(&s->scene);
}

SCENE_UNUSED static uint8_t *udf_at(const struct udf_scene *s, uint64_t lba)
{
	ck_assert_uint_lt(lba, s->sectors);
	return s->bytes + lba * UDF_BLOCK;
}

/* The byte at which the entry's data is, if it is embedded. */
SCENE_UNUSED static const uint8_t *udf_embedded(const uint8_t *entry)
{
	const struct udf_entry_head *head = (const void *)entry;
	bool is_extended =
		le16_get(head->tag.id) == UDF_TAG_EXTENDED_FILE_ENTRY;
	size_t size = is_extended ? sizeof(struct udf_extended_entry)
				  : sizeof(struct udf_file_entry);
	uint32_t attributes = le32_get(*(const le32 *)(entry + size - 8));

	ck_assert_uint_eq(
		le16_get(head->icb.flags) & UDF_ICB_KIND, UDF_ICB_EMBEDDED);
	return entry + size + attributes;
}

#endif
