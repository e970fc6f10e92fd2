#include "load/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/boot.h"
#include "model/dir.h"
#include "model/link.h"
#include "model/meeting.h"
#include "name/name.h"
#include "store/import.h"
#include "store/shadow.h"

/* Bytes that copies may have: in memory; on the disc, where the image itself
 * says how much it can be. */
#define COPIES_SHADOWED (UINT64_C(256) << 20)
#define COPIES_STORED (UINT64_C(1) << 30)

void intake_attributes(struct find *find, mode_t type)
{
	find->mode = type | (S_ISDIR(type) ? 0755 : 0644);
	find->uid = geteuid();
	find->gid = getegid();
}

void intake_describe(struct iw_node *node, const struct find *find)
{
	node->mode = find->mode;
	node->uid = find->uid;
	node->gid = find->gid;
	node->atime = find->atime;
	node->mtime = find->mtime;
	node->ctime = find->ctime;
	node->btime = find->btime;
	if (S_ISBLK(find->mode) || S_ISCHR(find->mode))
		node->rdev = find->rdev;
}

static int make(
	struct intake *intake, const struct find *find, struct iw_node **out)
{
	struct iw_node *node = node_new(intake->model, find->mode);
	int error = 0;

	if (!node)
		return -ENOMEM;
	intake_describe(node, find);
	if (S_ISLNK(find->mode))
		error = node_set_target(node, find->target);
	if (error) {
		node_release(intake->model, node);
		return error;
	}
	*out = node;
	return 0;
}

/* Whether NODE, which has no extents, is what FIND is. */
static bool is_same(const struct iw_node *node, const struct find *find)
{
	if ((node->mode & S_IFMT) != (find->mode & S_IFMT))
		return false;
	if (S_ISREG(node->mode))
		return node->content.size == 0;
	if (S_ISLNK(node->mode))
		return strcmp(node->target, find->target) == 0;
	if (S_ISBLK(node->mode) || S_ISCHR(node->mode))
		return node->rdev == find->rdev;
	return !S_ISDIR(node->mode);
}

/* Whether LINK, of corresponding name, is a name of what FIND is. */
static bool is_twin(const struct link *link, const struct find *find)
{
	const struct iw_node *node = link->node;

	if (!is_same(node, find) || node->mtime.tv_sec != find->mtime.tv_sec)
		return false;
	if (!find->is_owned || !(link_views(link) & VIEW_BIT(IW_ROCKRIDGE)))
		return true;
	return node->mode == find->mode && node->uid == find->uid &&
	       node->gid == find->gid;
}

/* The same thing under a corresponding name of VIEW, or NULL. */
static struct iw_node *twin_in(
	struct intake *intake, const struct find *find, enum iw_view view)
{
	char mapped[NAME_SIZE];
	const char *names[] = { find->name, mapped };
	bool maps = name_rules[view].map(intake->settings, find->mode,
			    find->name, 0, mapped) == 0;

	for (int i = 0; i < (maps ? 2 : 1); i++) {
		const struct link *link =
			dir_find(intake->model, find->dir, view, names[i]);

		if (link && is_twin(link, find))
			return link->node;
	}
	return NULL;
}

/* The same in another context. */
static struct iw_node *twin(struct intake *intake, const struct find *find)
{
	struct iw_node *node = NULL;

	for (enum iw_view view = 0; view < IW_BOOT && !node; view++) {
		if (view != find->view)
			node = twin_in(intake, find, view);
	}
	return node;
}

static int empty(
	struct intake *intake, const struct find *find, struct iw_node **out)
{
	struct iw_node *node = twin(intake, find);

	if (!node)
		return make(intake, find, out);
	*out = node;
	return 0;
}

static int directory(
	struct intake *intake, const struct find *find, struct iw_node **out)
{
	struct link *link =
		meeting_find(intake->model, find->dir, find->view, find->name);

	if (!link)
		return make(intake, find, out);
	*out = link->node;
	return 0;
}

/* The bytes of FIND that the image really has. */
static uint64_t sound_size(struct intake *intake, const struct find *find)
{
	uint64_t left = find->size;
	uint64_t sound = 0;

	for (uint32_t i = 0; i < find->count && left > 0; i++) {
		uint64_t bytes = find->extents[i].count * SECTOR_SIZE;

		if (bytes > left)
			bytes = left;
		if (!medium_has(&intake->medium, find->extents[i].start, bytes))
			break;
		sound += bytes;
		left -= bytes;
	}
	return sound;
}

/* How many of FIND's extents hold its first SIZE bytes. */
static uint32_t extents_of(const struct find *find, uint64_t size)
{
	uint32_t count = 0;

	while (size > 0) {
		uint64_t bytes = find->extents[count++].count * SECTOR_SIZE;

		size -= size < bytes ? size : bytes;
	}
	return count;
}

static int adopt_data(struct intake *intake, const struct find *find,
	uint64_t size, struct iw_node *node)
{
	return content_set(intake->store, &node->content, size, find->extents,
		extents_of(find, size));
}

static int copy_data(struct intake *intake, const struct find *find,
	uint64_t size, struct iw_node *node)
{
	uint32_t count = extents_of(find, size);
	struct import *imports = calloc(count, sizeof(*imports));
	int error;

	if (!imports)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t bytes = find->extents[i].count * SECTOR_SIZE;

		imports[i] = (struct import){
			.fd = intake->medium.fd,
			.at = find->extents[i].start * SECTOR_SIZE,
			.size = bytes < size ? bytes : size,
		};
		size -= imports[i].size;
	}
	error = content_import(intake->store, &node->content, imports, count);
	free(imports);
	return error;
}

/* It is generated, whatever names it has. */
static int catalog(
	struct intake *intake, const struct find *find, struct iw_node **out)
{
	struct iw_node *node = intake->boot->catalog;

	if (node->names == 1)
		intake_describe(node, find);
	*out = node;
	return 0;
}

static int file(
	struct intake *intake, const struct find *find, struct iw_node **out)
{
	uint64_t start = find->extents[0].start;
	uint64_t size = sound_size(intake, find);
	struct iw_node *node;
	int error;

	if (size < find->size)
		intake_fault(intake, find->lba, "ECMA-119 6.4",
			"'%s' has %llu bytes, but only %llu of them are in the "
			"image",
			find->name, (unsigned long long)find->size,
			(unsigned long long)size);
	if (size == 0)
		return empty(intake, find, out);
	if (intake->boot && intake->catalog && start == intake->catalog)
		return catalog(intake, find, out);
	*out = places_get(&intake->files, start, size);
	if (*out)
		return 0;
	error = make(intake, find, &node);
	if (error)
		return error;
	error = intake->is_copied ? copy_data(intake, find, size, node)
				  : adopt_data(intake, find, size, node);
	if (!error)
		error = places_put(&intake->files, start, size, node);
	if (error) {
		node_release(intake->model, node);
		return error;
	}
	model_content_changed(intake->model, node, 0);
	*out = node;
	return 0;
}

int intake_node(
	struct intake *intake, const struct find *find, struct iw_node **out)
{
	if (S_ISDIR(find->mode))
		return directory(intake, find, out);
	if (S_ISREG(find->mode) && find->size > 0 && find->count > 0)
		return file(intake, find, out);
	return empty(intake, find, out);
}

/* Nothing of it goes into an image that is only looked at. */
static bool is_shadowed(const struct intake *intake)
{
	return intake->settings->read_only && !intake->is_copied;
}

static bool is_too_much(
	struct intake *intake, const struct find *find, uint64_t size)
{
	uint64_t limit = is_shadowed(intake)
				 ? COPIES_SHADOWED
				 : COPIES_STORED + 2 * intake->medium.size;

	if (size <= limit && intake->copied <= limit - size)
		return false;
	intake_fault(intake, find->lba, "limit of this program",
		"'%s' is shown empty: its %llu bytes are not in sectors of "
		"their own, and too many to be copied",
		find->name, (unsigned long long)size);
	return true;
}

static int import(struct intake *intake, const struct import *imports,
	uint32_t count, struct iw_node *node)
{
	int error = is_shadowed(intake) ? store_shadow(intake->store) : 0;

	if (!error)
		error = content_import(
			intake->store, &node->content, imports, count);
	/* Its place among the files is none that an extent can have. */
	if (!error)
		error = places_put(&intake->files,
			UINT64_MAX - intake->copies++, node->content.size,
			node);
	return error;
}

int intake_copy(struct intake *intake, const struct find *find,
	const struct import *imports, uint32_t count, struct iw_node **out)
{
	uint64_t size = 0;
	struct iw_node *node;
	int error;

	for (uint32_t i = 0; i < count; i++)
		size += imports[i].size;
	if (!size || is_too_much(intake, find, size))
		return empty(intake, find, out);
	error = make(intake, find, &node);
	if (error)
		return error;
	error = import(intake, imports, count, node);
	if (error) {
		node_release(intake->model, node);
		return error;
	}
	intake->copied += size;
	model_content_changed(intake->model, node, 0);
	*out = node;
	return 0;
}
