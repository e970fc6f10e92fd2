#include "image/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "image/image.h"
#include "load/loader.h"

static const struct loader loaders[] = {
	{ "ISO 9660", iso9660_load },
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

/* all/ names files in the contexts that the image has. */
static int inherit_contexts(struct iw_image *image)
{
	char list[64] = "";
	size_t size = 0;

	for (int view = 0; view < IW_BOOT; view++) {
		if (image->model.names[view])
			size += (size_t)snprintf(list + size,
				sizeof(list) - size, "%s%s", size ? ":" : "",
				views[view].folder);
	}
	return size ? settings_inherit(&image->settings, "contexts", list) : 0;
}

/* A commit would lose what could not be read. */
static int damaged(struct iw_image *image, uint64_t faults)
{
	if (image->settings.read_only)
		return diag_fail(&image->diag, 0,
			"%s: %llu faults; what is sound is shown",
			image->home.name, (unsigned long long)faults);
	return diag_fail(&image->diag, -EUCLEAN,
		"%s: %llu faults; to look at what is sound, mount it with "
		"'-o ro'",
		image->home.name, (unsigned long long)faults);
}

int load_image(struct iw_image *image)
{
	struct intake intake = {
		.model = &image->model,
		.store = image->store,
		.settings = &image->settings,
		.diag = &image->diag,
		.medium = { .fd = store_fd(image->store) },
	};
	struct stat file;
	int error;

	if (fstat(intake.medium.fd, &file) < 0)
		return -errno;
	intake.medium.size = (uint64_t)file.st_size;
	error = run_loaders(&intake);
	intake_end(&intake);
	if (!error)
		error = inherit_contexts(image);
	if (!error && intake.faults)
		error = damaged(image, intake.faults);
	return error;
}
