/*
 * boot/ of an image in a folder of its own: entries made, settings read and
 * written through the public functions.
 */
#ifndef ISOWEAVE_TESTS_BOOTBED_H
#define ISOWEAVE_TESTS_BOOTBED_H

#include <isoweave.h>

#include "imagebed.h"

/* The node of boot/PATH, "bios/NAME" or "settings". */
static inline struct iw_node *bootbed_find(
	struct iw_image *image, const char *path)
{
	struct iw_place place = { iw_root(image), IW_BOOT, path };
	char folder[64];
	struct iw_node *node = NULL;

	if (strchr(path, '/')) {
		snprintf(folder, sizeof(folder), "%s", path);
		*strchr(folder, '/') = '\0';
		place.dir = bootbed_find(image, folder);
		place.name = strchr(path, '/') + 1;
	}
	ck_assert_int_eq(iw_lookup(image, &place, &node), 0);
	iw_unref(image, node, IW_BOOT, 1);
	return node;
}

/* Makes the file NAME in all views and the entry PATH of it. */
static inline void bootbed_make(
	struct iw_image *image, const char *name, const char *path, size_t size)
{
	char folder[64];
	struct iw_place place;

	bed_fill(image, name, 'x', size);
	snprintf(folder, sizeof(folder), "%s", path);
	*strchr(folder, '/') = '\0';
	place = (struct iw_place){ bootbed_find(image, folder), IW_BOOT,
		strchr(path, '/') + 1 };
	ck_assert_int_eq(iw_link(image, bed_find(image, name), &place), 0);
}

static char bootbed_text[65536];

static inline const char *bootbed_read(struct iw_image *image, const char *path)
{
	struct iw_file *file;
	ssize_t size;

	ck_assert_int_eq(
		iw_open_file(image, bootbed_find(image, path), O_RDONLY, &file),
		0);
	size = iw_read(file, bootbed_text, sizeof(bootbed_text) - 1, 0);
	ck_assert_int_ge(size, 0);
	bootbed_text[size] = '\0';
	ck_assert_int_eq(iw_release(file), 0);
	return bootbed_text;
}

static inline ssize_t bootbed_say(struct iw_image *image, const char *line)
{
	struct iw_file *file;
	ssize_t done;

	bed_said[0] = '\0';
	ck_assert_int_eq(iw_open_file(image, bootbed_find(image, "settings"),
				 O_WRONLY | O_TRUNC, &file),
		0);
	ck_assert(iw_file_is_generated(file));
	done = iw_write(file, line, strlen(line), 0);
	ck_assert_int_eq(iw_release(file), 0);
	return done;
}

#endif
