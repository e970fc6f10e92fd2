#include "open/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/look.h"
#include "emit/readme.h"
#include "open/cutoff.h"
#include "image/image.h"
#include "load/hosttree.h"
#include "load/loader.h"
#include "load/losses.h"

static const struct format_loader loaders[] = {
	{ "ISO 9660", iso9660_load },
	{ "UDF", udf_load },
	{ "Joliet", joliet_tree_load },
};

static int run_loaders(struct intake *intake)
{
	bool found = false;

	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++) {
		int error = loaders[i].load(intake);

		if (error && error != -ENOENT)
			return error;
		found |= !error;
	}
	if (!found)
		return diag_fail(intake->diag, -EUCLEAN,
			"there is no ISO 9660 or UDF volume in it");
	return 0;
}

static int run_boot_loaders(struct intake *intake)
{
	static const struct format_loader boots[] = {
		{ "partitions", hybrid_load },
		{ "El Torito", eltorito_load },
		{ "second volume", second_load },
		{ "system area", hybrid_load_area },
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(boots) / sizeof(*boots); i++) {
		error = boots[i].load(intake);
		if (error && error != -ENOENT)
			return error;
	}
	return 0;
}

/* Whether the model has one name in ISO 9660, and that of our text. */
static int find_readme(const struct iw_image *image, struct iw_node **found)
{
	const struct model *model = &image->model;
	struct iw_node *node =
		model_find(model, model->root, IW_ISO, README_NAME);
	char *bytes;
	int error;

	*found = NULL;
	if (!node || !S_ISREG(node->mode) ||
		node->content.size != readme_size || !model->names[IW_UDF] ||
		model->names[IW_ISO] != 1 || model->names[IW_ROCKRIDGE] ||
		model->names[IW_JOLIET])
		return 0;
	bytes = malloc(readme_size);
	if (!bytes)
		return -ENOMEM;
	error = boot_read(&image->boot, node, bytes, readme_size, 0);
	if (!error && memcmp(bytes, readme_text, readme_size) == 0)
		*found = node;
	free(bytes);
	return error;
}

/* It is made anew, not a name that somebody gave. */
static int forget_readme(struct iw_image *image)
{
	struct iw_node *root = image->model.root;
	const struct timespec mtime = root->mtime, ctime = root->ctime;
	const struct iw_place place = { root, IW_ISO, README_NAME };
	struct iw_node *node;
	int error = find_readme(image, &node);

	if (error || !node)
		return error;
	error = model_unlink(&image->model, &place);
	root->mtime = mtime;
	root->ctime = ctime;
	if (!error)
		error = settings_inherit(&image->settings, "udf-readme", "yes");
	return error;
}

/* A volume of ISO 9660 that has no names beside UDF stays one, if it is not
 * there for our text. */
static bool is_kept_bare(const struct iw_image *image)
{
	const uint64_t *names = image->model.names;

	return !image->settings.udf_readme && names[IW_UDF] &&
	       !names[IW_ROCKRIDGE] && !names[IW_JOLIET];
}

/* all/ names files in the contexts that the image has: in which it has names,
 * and those of the bits BARE. */
static int inherit_contexts(struct iw_image *image, unsigned bare)
{
	const uint64_t *names = image->model.names;
	char list[64] = "";
	size_t size = 0;

	for (int view = 0; view < IW_BOOT; view++) {
		if (names[view] || bare & VIEW_BIT(view))
			size += (size_t)snprintf(list + size,
				sizeof(list) - size, "%s%s", size ? ":" : "",
				views[view].folder);
	}
	return size ? settings_inherit(&image->settings, "contexts", list) : 0;
}

/* Where a file lies is no place of a session's, whatever is said of it. */
static void bound_echo(struct intake *intake)
{
	struct echo *echo = &intake->echo;
	uint64_t at = echo->session + ECHO_DESCRIPTORS;
	unsigned count = 0;
	bool others;

	/* Behind them are path tables, or what an HFS volume begins with. */
	if (!intake->has_hfs || echo->room > ECHO_ROOM)
		echo->room = ECHO_ROOM;
	echo->room = intake_next(intake, at, at + echo->room) - at;
	if (intake_at(intake, at, at + echo->room, &others) || others)
		echo->session = 0;
	for (unsigned i = 0; i < echo->tags; i++) {
		uint64_t lba = echo->tag[i];

		if (!intake_at(intake, lba, lba + 1, &others) && !others)
			echo->tag[count++] = lba;
	}
	echo->tags = count;
}

static int load(struct iw_image *image, struct intake *intake, const char *name)
{
	unsigned bare;
	int error;

	intake->model = &image->model;
	intake->boot = &image->boot;
	intake->store = image->store;
	intake->settings = &image->settings;
	intake->diag = &image->diag;
	error = run_loaders(intake);
	if (!error)
		error = run_boot_loaders(intake);
	bare = intake->session ? VIEW_BIT(IW_ISO) : 0;
	bound_echo(intake);
	intake_end(intake);
	if (!error)
		error = forget_readme(image);
	if (!error && !is_kept_bare(image))
		bare = 0;
	if (!error)
		error = inherit_contexts(image, bare);
	return error ? error : losses_weigh(intake, name);
}

static int medium_of(int fd, struct medium *out)
{
	off_t size = lseek(fd, 0, SEEK_END);

	if (size < 0)
		return -errno;
	*out = (struct medium){ .fd = fd, .size = (uint64_t)size };
	return 0;
}

/* Shows IMAGE as it was before a sync that was cut off. */
static void patch_medium(const struct iw_image *image,
	const struct cutoff *cutoff, struct medium *medium)
{
	if (!cutoff->count)
		return;
	medium->patches = cutoff->patches;
	medium->patch_count = cutoff->count;
	if (cutoff->size && cutoff->size < medium->size)
		medium->size = cutoff->size;
	diag_say(&image->diag, LOG_NOTICE,
		"%s: a sync into it was cut off; it is shown as it was before, "
		"and may be unreadable for others until it is mounted without "
		"'ro'",
		image->home.name);
}

int load_image(struct iw_image *image)
{
	struct intake intake = { 0 };
	struct cutoff cutoff = { 0 };
	int fd = store_fd(image->store);
	int error = medium_of(fd, &intake.medium);

	if (!error && image->settings.read_only)
		error = cutoff_find(image, fd, &cutoff);
	if (!error) {
		patch_medium(image, &cutoff, &intake.medium);
		error = load(image, &intake, image->home.name);
		image->has_hfs = intake.has_hfs;
		image->has_sessions = intake.sessions > 1;
		image->echo = intake.echo;
	}
	cutoff_free(&cutoff);
	return error;
}

static int load_base(struct iw_image *image, int fd)
{
	struct intake intake = { .is_copied = true };
	int error = medium_of(fd, &intake.medium);

	return error ? error : load(image, &intake, image->settings.from);
}

static int load_folder(struct iw_image *image, int fd)
{
	const struct hosttree tree = {
		.model = &image->model,
		.store = image->store,
		.diag = &image->diag,
		.charset = image->charset,
	};

	return hosttree_load(&tree, fd);
}

int load_from(struct iw_image *image)
{
	const char *from = image->settings.from;
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	int error;

	if (fd < 0 || fstat(fd, &stat) < 0)
		error = diag_fail(&image->diag, -errno, "from=%s: %s", from,
			strerror(errno));
	else
		error = S_ISDIR(stat.st_mode) ? load_folder(image, fd)
					      : load_base(image, fd);
	if (fd >= 0)
		close(fd);
	return error;
}
