#include "iso9660/isowalk.h"

#include "load/loader.h"

#include "disc.h"

#define DIRECTORIES 40

static unsigned overlaps;

static void hear(void *owner, int severity, const char *sentence)
{
	(void)owner;
	(void)severity;
	overlaps += strstr(sentence, "directories overlap") != NULL;
}

/* What is on DISC, in the empty scene OUT; returns the faults. */
static uint64_t load(const struct disc *disc, struct scene *out)
{
	const struct diag diag = { .log = hear };
	int fd = memfd_create("image", MFD_CLOEXEC);
	size_t size = disc->sectors * 2048;
	struct intake intake = {
		.settings = &out->settings,
		.model = &out->model,
		.diag = &diag,
		.medium = { .fd = fd, .size = size },
	};

	overlaps = 0;
	ck_assert_int_eq(write(fd, disc->bytes, size), size);
	scene_open(out);
	ck_assert_int_eq(iso9660_load(&intake), 0);
	intake_end(&intake);
	close(fd);
	model_check(&out->model);
	return intake.faults;
}

static void many_directories(char *commands)
{
	for (int i = 0; i < DIRECTORIES; i++)
		commands += sprintf(commands, "mkdir iso/D%02d;", i);
	sprintf(commands, "cp iso/D00/F");
}

/* Each directory below the root goes on to the image's end. */
static void stretch(struct disc *disc)
{
	struct iso_record root = disc_root(disc, 16), record;
	uint8_t *bytes = disc->bytes + root.extent * 2048;
	const both32 size = both32_from((uint32_t)disc->sectors * 2048);
	size_t at = 0, next = 0;

	while (disc_next(disc, &root, &next, &record)) {
		if (record.identifier[0] > 1)
			memcpy(bytes + at + 10, &size, sizeof(size));
		at = next;
	}
}

START_TEST(directories_that_overlap_are_read_no_more_than_the_image_is_long)
{
	struct scene scene, loaded;
	struct disc disc;
	char commands[4096];

	many_directories(commands);
	disc_begin(&disc, &scene, commands);
	ck_assert_uint_eq(load(&disc, &loaded), 0);
	ck_assert_uint_eq(overlaps, 0);
	scene_close(&loaded);
	stretch(&disc);
	ck_assert_uint_gt(load(&disc, &loaded), 0);
	ck_assert_uint_eq(overlaps, 1);
	ck_assert_ptr_nonnull(
		model_find(&loaded.model, loaded.model.root, IW_ISO, "D39"));
	scene_close(&loaded);
	disc_end(&disc, &scene);
}
END_TEST

UNIT_TESTS("isowalk",
	directories_that_overlap_are_read_no_more_than_the_image_is_long)
