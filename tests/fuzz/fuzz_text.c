/*
 * The texts that a user writes: settings, and the lines of boot/settings.
 *
 *	input := (setting '\n')* '\n' text
 *	setting := name '=' value	'+' before it: set on the open image
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "stage.h"
#include "tour.h"

#define TEXT_MAX 16384

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	stage_open();
	return 0;
}

/* Those that name something outside the image are left out. */
static bool is_harmless(const char *name)
{
	return strcmp(name, "from") && strcmp(name, "ro");
}

static void set_one(
	struct iw_settings *settings, struct iw_image *image, char *line)
{
	char *value = strchr(line, '=');
	const char *why;

	if (value)
		*value++ = '\0';
	if (!image && *line != '+' && is_harmless(line))
		iw_settings_set(settings, line, value, &why);
	if (!image || *line != '+' || !value)
		return;
	for (size_t i = 0; iw_setting_name(i); i++) {
		if (!strcmp(iw_setting_name(i), line + 1))
			iw_setting_set(image, i, value, strlen(value));
	}
}

/* Returns what is behind the settings in TEXT; IMAGE: NULL before it is open.
 */
static const char *set_all(
	struct iw_settings *settings, struct iw_image *image, const char *text)
{
	char line[TEXT_MAX + 1];

	while (*text && *text != '\n') {
		size_t size = strcspn(text, "\n");

		memcpy(line, text, size);
		line[size] = '\0';
		set_one(settings, image, line);
		text += size + (text[size] == '\n');
	}
	return *text ? text + 1 : text;
}

static struct iw_node *find(
	struct iw_image *image, struct iw_node *dir, const char *name)
{
	const struct iw_place place = { dir, IW_BOOT, name };
	struct iw_node *node;

	STAGE_ASSERT(!iw_lookup(image, &place, &node));
	return node;
}

static void make(struct iw_image *image, const char *folder, const char *name)
{
	struct iw_node *dir = find(image, iw_root(image), folder), *node;
	const struct iw_place place = { dir, IW_BOOT, name };
	const struct iw_new what = { .mode = S_IFREG | 0644 };
	struct iw_file *file;

	STAGE_ASSERT(!iw_make(image, &place, &what, &node));
	STAGE_ASSERT(!iw_open_file(image, node, O_WRONLY, &file));
	STAGE_ASSERT(iw_write(file, "boot", 4, 4096) == 4);
	iw_release(file);
	iw_unref(image, node, IW_BOOT, 1);
	iw_unref(image, dir, IW_BOOT, 1);
}

static void write_boot_settings(struct iw_image *image, const char *text)
{
	struct iw_node *node = find(image, iw_root(image), "settings");
	size_t size = strlen(text);
	struct iw_file *file;
	uint64_t at = 0;

	STAGE_ASSERT(!iw_open_file(image, node, O_WRONLY, &file));
	while (at < size) {
		ssize_t done = iw_write(file, text + at, size - at, at);

		STAGE_ASSERT(done && done <= (ssize_t)(size - at));
		at += done < 0 ? strcspn(text + at, "\n") + 1 : (size_t)done;
	}
	iw_release(file);
	iw_unref(image, node, IW_BOOT, 1);
}

static void read_settings(struct iw_image *image)
{
	static char text[IW_SETTING_MAX];

	for (size_t i = 0; iw_setting_name(i); i++)
		STAGE_ASSERT(iw_setting_get(image, i, text, sizeof(text)) >= 0);
}

static void try_text(struct iw_image *image, const char *text)
{
	make(image, "bios", "one.bin");
	make(image, "efi", "two.img");
	make(image, "partitions", "3-three");
	text = set_all(NULL, image, text);
	write_boot_settings(image, text);
	read_settings(image);
	tour_views(image);
	tour_snapshot(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[TEXT_MAX + 1];
	struct iw_settings *settings = iw_settings_new();
	struct iw_image *image;

	if (size > TEXT_MAX)
		size = TEXT_MAX;
	memcpy(text, data, size);
	text[size] = '\0';
	stage_begin();
	set_all(settings, NULL, text);
	if (!iw_open(stage_path("image"), settings, NULL, &image)) {
		try_text(image, text);
		iw_abandon(image);
	}
	stage_end();
	return 0;
}
