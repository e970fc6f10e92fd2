#include "access/bootfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "eltorito/eltorito.h"
#include "hybrid/area.h"
#include "access/boottext.h"

bool bootfile_is(const struct iw_node *node)
{
	return node->role == ROLE_CATALOG || node->role == ROLE_SETTINGS;
}

static int make(struct iw_image *image, const struct iw_node *node,
	struct bootfile *out)
{
	uint8_t *catalog;
	int error;

	if (node->role == ROLE_SETTINGS)
		return boottext_read(image, &out->text, &out->size);
	error = eltorito_preview(&image->boot, &catalog, &out->size);
	if (!error)
		out->text = (char *)catalog;
	return error;
}

int bootfile_open(struct iw_image *image, const struct iw_node *node, int flags,
	struct bootfile **out)
{
	struct bootfile *file;
	int error;

	if (node->role == ROLE_CATALOG && (flags & O_ACCMODE) != O_RDONLY)
		return diag_fail(&image->diag, -EPERM,
			"boot/catalog is generated and cannot be written");
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	error = make(image, node, file);
	if (error)
		free(file);
	else
		*out = file;
	return error;
}

void bootfile_close(struct bootfile *file)
{
	if (!file)
		return;
	free(file->text);
	free(file);
}

ssize_t bootfile_read(
	const struct bootfile *file, void *out, size_t size, uint64_t at)
{
	if (at >= file->size)
		return 0;
	if (size > file->size - at)
		size = file->size - at;
	memcpy(out, file->text + at, size);
	return (ssize_t)size;
}

ssize_t bootfile_write(struct iw_image *image, const struct iw_node *node,
	const void *data, size_t size)
{
	ssize_t done;

	if (node->role != ROLE_SETTINGS)
		return -EPERM;
	done = boottext_write(image, data, size);
	bootfile_changed(image);
	return done;
}

void bootfile_refresh(struct iw_image *image, struct iw_node *node)
{
	struct bootfile file = { NULL, 0 };

	if (!bootfile_is(node) || make(image, node, &file))
		return;
	node->content.size = file.size;
	free(file.text);
}

void bootfile_changed(struct iw_image *image)
{
	const struct iw_events *events = &image->events;
	struct iw_node *const files[] = { image->boot.catalog,
		image->boot.settings };

	for (size_t i = 0; i < 2; i++) {
		uint64_t before = files[i]->content.size;

		bootfile_refresh(image, files[i]);
		if (files[i]->content.size != before && files[i]->refs &&
			events->attr_changed)
			events->attr_changed(events->owner, files[i], IW_BOOT);
	}
}

int bootfile_limit(
	const struct iw_image *image, const struct iw_node *node, uint64_t size)
{
	if (bootfile_is(node))
		return diag_fail(&image->diag, -EPERM,
			"boot: the size of what is generated cannot be set");
	if (node->role != ROLE_SYSTEM_AREA || size <= AREA_SIZE)
		return 0;
	return diag_fail(&image->diag, -EFBIG,
		"boot/system-area: at most %u bytes fit (ECMA-119 6.2.1)",
		AREA_SIZE);
}
