#include "load/hosttree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load/places.h"
#include "name/name.h"
#include "store/import.h"
#include "util/charset.h"

/* A folder yet to be read. */
struct folder {
	struct iw_node *node;
	char *path; /* from the top; "." */
	struct folder *next;
};

struct taking {
	const struct hosttree *tree;
	int top;
	struct stat own;     /* of the file that is being written */
	struct places links; /* of struct iw_node, by device and inode */
	struct folder *first, **last;
};

/* One entry of a folder. */
struct entry {
	const struct folder *folder;
	const char *name;
	int dir;
	struct stat stat;
};

static int fail(struct taking *taking, const struct entry *entry, int error)
{
	return diag_fail(taking->tree->diag, error, "from=: %s/%s: %s",
		entry->folder->path, entry->name, strerror(-error));
}

static int queue(struct taking *taking, const char *path, struct iw_node *node)
{
	struct folder *folder = malloc(sizeof(*folder));

	if (!folder)
		return -ENOMEM;
	*folder = (struct folder){ .node = node, .path = strdup(path) };
	if (!folder->path) {
		free(folder);
		return -ENOMEM;
	}
	*taking->last = folder;
	taking->last = &folder->next;
	return 0;
}

static int queue_below(
	struct taking *taking, const struct entry *entry, struct iw_node *node)
{
	char *path;
	int error;

	if (asprintf(&path, "%s/%s", entry->folder->path, entry->name) < 0)
		return -ENOMEM;
	error = queue(taking, path, node);
	free(path);
	return error;
}

static void describe(struct iw_node *node, const struct stat *stat)
{
	node->mode = stat->st_mode;
	node->uid = stat->st_uid;
	node->gid = stat->st_gid;
	node->atime = stat->st_atim;
	node->mtime = stat->st_mtim;
	node->ctime = node->btime = stat->st_ctim;
}

static int take_data(
	struct taking *taking, const struct entry *entry, struct iw_node *node)
{
	struct import import = { .size = (uint64_t)entry->stat.st_size };
	int error;

	import.fd = openat(entry->dir, entry->name,
		O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (import.fd < 0)
		return -errno;
	error = content_import(taking->tree->store, &node->content, &import, 1);
	close(import.fd);
	if (!error)
		model_content_changed(taking->tree->model, node, 0);
	return error;
}

static int read_target(const struct entry *entry, char target[TARGET_SIZE])
{
	ssize_t size =
		readlinkat(entry->dir, entry->name, target, TARGET_SIZE - 1);

	if (size < 0)
		return -errno;
	target[size] = '\0';
	return 0;
}

static int make(struct taking *taking, const struct entry *entry,
	const struct iw_place *place, struct iw_node **out)
{
	char target[TARGET_SIZE];
	struct iw_new what = {
		.mode = entry->stat.st_mode,
		.rdev = entry->stat.st_rdev,
	};
	int error = 0;

	if (S_ISLNK(entry->stat.st_mode)) {
		what.target = target;
		error = read_target(entry, target);
	}
	if (!error)
		error = model_make(taking->tree->model, place, &what, out);
	if (!error && S_ISREG(entry->stat.st_mode) && entry->stat.st_size)
		error = take_data(taking, entry, *out);
	if (!error && S_ISDIR(entry->stat.st_mode))
		error = queue_below(taking, entry, *out);
	return error;
}

/* Other names of what was met before are links. */
static int make_or_link(struct taking *taking, const struct entry *entry,
	const struct iw_place *place)
{
	const struct stat *stat = &entry->stat;
	bool is_shared = stat->st_nlink > 1 && !S_ISDIR(stat->st_mode);
	struct iw_node *node = NULL;
	int error;

	if (is_shared)
		node = places_get(&taking->links, stat->st_ino, stat->st_dev);
	if (node) {
		error = model_link(taking->tree->model, node, place);
	} else {
		error = make(taking, entry, place, &node);
		if (!error && is_shared)
			error = places_put(&taking->links, stat->st_ino,
				stat->st_dev, node);
	}
	if (!error)
		describe(node, stat);
	return error;
}

static int take_entry(struct taking *taking, struct entry *entry)
{
	char name[NAME_SIZE];
	struct iw_place place = {
		.dir = entry->folder->node,
		.view = IW_ALL,
		.name = entry->name,
	};
	int error;

	if (fstatat(entry->dir, entry->name, &entry->stat,
		    AT_SYMLINK_NOFOLLOW) < 0)
		return fail(taking, entry, -errno);
	/* The image may be in the folder that it is made of. */
	if (entry->stat.st_ino == taking->own.st_ino &&
		entry->stat.st_dev == taking->own.st_dev)
		return 0;
	if (taking->tree->charset)
		place.name = charset_to_utf8(
			taking->tree->charset, entry->name, name, sizeof(name));
	error = place.name ? make_or_link(taking, entry, &place) : -EILSEQ;
	return error ? fail(taking, entry, error) : 0;
}

static int is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static int take_names(struct taking *taking, const struct folder *folder,
	int dir, struct dirent *const *names, int count)
{
	int error = 0;

	for (int i = 0; i < count && !error; i++) {
		struct entry entry = {
			.folder = folder, .name = names[i]->d_name, .dir = dir
		};

		error = take_entry(taking, &entry);
	}
	return error;
}

static int take_folder(struct taking *taking, const struct folder *folder)
{
	struct dirent **names;
	struct stat stat;
	int dir = openat(taking->top, folder->path,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int count, error;

	count = dir < 0 || fstat(dir, &stat) < 0
			? -1
			: scandirat(dir, ".", &names, is_entry, by_bytes);
	if (count < 0) {
		error = diag_fail(taking->tree->diag, -errno, "from=: %s: %s",
			folder->path, strerror(errno));
	} else {
		error = take_names(taking, folder, dir, names, count);
		for (int i = 0; i < count; i++)
			free(names[i]);
		free(names);
		/* Names that were made in it changed its times. */
		describe(folder->node, &stat);
	}
	if (dir >= 0)
		close(dir);
	return error;
}

static int take_all(struct taking *taking)
{
	int error = 0;

	while (taking->first) {
		struct folder *folder = taking->first;

		if (!error)
			error = take_folder(taking, folder);
		taking->first = folder->next;
		if (!taking->first)
			taking->last = &taking->first;
		free(folder->path);
		free(folder);
	}
	return error;
}

int hosttree_load(const struct hosttree *tree, int dir)
{
	struct taking taking = {
		.tree = tree, .top = dir, .last = &taking.first
	};
	int error;

	if (fstat(store_fd(tree->store), &taking.own) < 0)
		return -errno;
	error = queue(&taking, ".", tree->model->root);
	if (!error)
		error = take_all(&taking);
	places_free(&taking.links);
	return error;
}
