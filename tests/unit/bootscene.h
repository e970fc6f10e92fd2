/*
 * A scene with a store and boot/ in it; files can have contents.
 */
#ifndef ISOWEAVE_TESTS_BOOTSCENE_H
#define ISOWEAVE_TESTS_BOOTSCENE_H

#include <sys/mman.h>

#include "boot/boot.h"
#include "boot/look.h"
#include "store/datafile.h"
#include "store/transfer.h"
#include "store/turn.h"

#include "scene.h"

struct bootscene {
	struct scene scene;
	struct store *store;
	struct boot boot;
	struct diag diag;
	char said[4096]; /* sentences, each with its \n */
};

static void bootscene_hear(void *owner, int severity, const char *sentence)
{
	struct bootscene *scene = owner;

	(void)severity;
	strcat(scene->said, sentence);
	strcat(scene->said, "\n");
}

SCENE_UNUSED static struct bootscene *bootscene_open(void)
{
	struct bootscene *scene = calloc(1, sizeof(*scene));

	scene_open(&scene->scene);
	scene->diag = (struct diag){ scene, bootscene_hear };
	scene->store = store_new(NULL);
	ck_assert_int_eq(
		store_begin(scene->store, memfd_create("data", MFD_CLOEXEC)),
		0);
	scene->scene.model.store = scene->store;
	scene->scene.model.diag = &scene->diag;
	ck_assert_int_eq(boot_init(&scene->boot, &scene->scene.model), 0);
	return scene;
}

SCENE_UNUSED static void bootscene_close(struct bootscene *scene)
{
	model_check(&scene->scene.model);
	boot_free(&scene->boot);
	scene_close(&scene->scene);
	store_free(scene->store);
	free(scene);
}

SCENE_UNUSED static int bootscene_run(
	struct bootscene *scene, const char *commands)
{
	return scene_run(&scene->scene, commands);
}

SCENE_UNUSED static void bootscene_write(struct bootscene *scene,
	struct iw_node *node, const void *bytes, size_t size)
{
	struct content *content = &node->content;
	uint64_t old = content->size;
	struct span span[SPANS];

	ck_assert_int_eq(content_resize(scene->store, content, 0), 0);
	if (size) {
		ck_assert_int_eq(
			content_prepare(scene->store, content, 0, size), 0);
		ck_assert_uint_eq(content_map(content, 0, size, span), 1);
		ck_assert_int_eq(datafile_write(store_file(scene->store), bytes,
					 size, span[0].at),
			0);
	}
	model_content_changed(&scene->scene.model, node, old);
}

/* Makes PATH, which has SIZE bytes: those of HEAD, then LETTERs. */
SCENE_UNUSED static struct iw_node *bootscene_make(struct bootscene *scene,
	const char *path, const char *head, size_t head_size, size_t size)
{
	char command[1024];
	uint8_t *bytes = malloc(size + 1);
	struct iw_node *node;

	snprintf(command, sizeof(command), "cp %s", path);
	ck_assert_int_eq(bootscene_run(scene, command), 0);
	node = scene_node(&scene->scene, path);
	memset(bytes, 'x', size);
	memcpy(bytes, head, head_size);
	bootscene_write(scene, node, bytes, size);
	free(bytes);
	return node;
}

/* Says TEXT, " key=value", of NODE in PLACE. */
SCENE_UNUSED static int bootscene_say(struct bootscene *scene,
	enum boot_place place, const struct iw_node *node, const char *text)
{
	struct boot_record record =
		boot_record_get(&scene->boot, place, node ? node->ino : 0);
	int error =
		boot_record_parse(&record, text, strlen(text), &scene->diag);

	return error ? error : boot_record_set(&scene->boot, &record);
}

#endif
