#include "tour.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "image/image.h"
#include "stage.h"

#define ENDS 64 /* bytes that are read at either end of a file */
#define CHANGES 5
#define MAKE_NAME "fuzz \xc3\xbc.txt"

/* One name, as readdir gave it. */
struct found {
	struct iw_node *dir, *node;
	char *name;
};

/* What is known of a view, and (from NEXT on) to be looked at. */
struct tour {
	struct iw_image *image;
	enum iw_view view;
	struct iw_node *dir; /* being read */
	struct found *found;
	size_t count, room, next;
};

static bool take(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	struct tour *tour = user;

	(void)cookie;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return true;
	if (tour->count == tour->room) {
		tour->room = tour->room * 2 + 64;
		tour->found = reallocarray(
			tour->found, tour->room, sizeof(*tour->found));
		STAGE_ASSERT(tour->found);
	}
	iw_node_ref(node, tour->view);
	tour->found[tour->count++] =
		(struct found){ tour->dir, node, strdup(name) };
	return true;
}

static void list(struct tour *tour, struct iw_node *dir)
{
	const struct iw_listing from = { dir, tour->view, 0 };

	tour->dir = dir;
	STAGE_ASSERT(!iw_readdir(tour->image, &from, take, tour));
}

static void read_ends(
	struct iw_image *image, struct iw_node *node, const struct stat *st)
{
	uint64_t size = (uint64_t)st->st_size;
	struct iw_file *file;
	char bytes[ENDS];
	ssize_t got;

	if (iw_open_file(image, node, O_RDONLY, &file))
		return;
	got = iw_read(file, bytes, sizeof(bytes), 0);
	STAGE_ASSERT(iw_file_is_generated(file) || got == -EIO ||
		     got == (ssize_t)(size < ENDS ? size : ENDS));
	if (size > ENDS)
		iw_read(file, bytes, sizeof(bytes), size - ENDS);
	iw_read(file, bytes, sizeof(bytes), size + 1);
	iw_release(file);
}

static bool count_name(
	void *user, const char *name, struct iw_node *node, uint64_t cookie)
{
	(void)name;
	(void)node;
	(void)cookie;
	++*(uint64_t *)user;
	return true;
}

/* By its name it is what the directory says. */
static void look_up(const struct tour *tour, const struct found *found)
{
	const struct iw_place place = { found->dir, tour->view, found->name };
	struct iw_node *node;

	STAGE_ASSERT(!iw_lookup(tour->image, &place, &node));
	STAGE_ASSERT(node == found->node);
	iw_unref(tour->image, node, tour->view, 1);
}

static void visit(struct tour *tour, const struct found *found)
{
	struct iw_image *image = tour->image;
	uint64_t names = 0;
	const char *target;
	struct stat st;

	STAGE_ASSERT(*found->name && !strchr(found->name, '/'));
	look_up(tour, found);
	STAGE_ASSERT(!iw_getattr(image, found->node, tour->view, &st));
	STAGE_ASSERT(!iw_names(image, found->node, count_name, &names));
	if (S_ISDIR(st.st_mode))
		list(tour, found->node);
	else
		STAGE_ASSERT(names == st.st_nlink);
	if (S_ISREG(st.st_mode))
		read_ends(image, found->node, &st);
	if (S_ISLNK(st.st_mode))
		STAGE_ASSERT(!iw_readlink(image, found->node, &target) &&
			     strlen(target) < TARGET_SIZE);
}

static void visit_view(struct iw_image *image, enum iw_view view)
{
	struct tour tour = { .image = image, .view = view };

	list(&tour, iw_root(image));
	while (tour.next < tour.count) {
		const struct found found = tour.found[tour.next++];

		visit(&tour, &found);
	}
	for (size_t i = 0; i < tour.count; i++) {
		iw_unref(image, tour.found[i].node, view, 1);
		free(tour.found[i].name);
	}
	free(tour.found);
}

static void check(struct iw_image *image)
{
	const char *fault;

	pthread_mutex_lock(&image->lock);
	fault = model_fault(&image->model);
	pthread_mutex_unlock(&image->lock);
	if (fault)
		stage_fail(__FILE__, __LINE__, fault);
}

void tour_views(struct iw_image *image)
{
	struct statvfs room;

	check(image);
	for (int view = 0; view < IW_VIEWS; view++)
		visit_view(image, (enum iw_view)view);
	STAGE_ASSERT(!iw_statfs(image, &room));
	iw_image_size(image);
}

static void make(struct iw_image *image, enum iw_view view, const char *name,
	mode_t mode)
{
	const struct iw_place place = { iw_root(image), view, name };
	const struct iw_new what = { .mode = mode };
	struct iw_node *node;
	struct iw_file *file;

	if (iw_make(image, &place, &what, &node))
		return;
	if (!iw_open_file(image, node, O_WRONLY, &file)) {
		iw_write(file, "fuzz", 4, 0);
		iw_fsync(file);
		iw_release(file);
	}
	iw_unref(image, node, view, 1);
}

static void resize(struct iw_image *image, struct iw_node *node, off_t size)
{
	const struct stat is = { .st_mode = 0600, .st_size = size };

	iw_setattr(image, node, &is, IW_SET_SIZE);
	iw_setattr(image, node, &is, IW_SET_MODE);
}

/* The first, the second and so on of the names in all/. */
static void change(struct iw_image *image, const struct found *found, size_t i)
{
	const struct iw_place from = { found->dir, IW_ALL, found->name };
	const struct iw_place to = { found->dir, IW_ALL, "renamed" };
	struct iw_file *file;

	switch (i) {
	case 0:
		if (iw_unlink(image, &from))
			iw_rmdir(image, &from);
		break;
	case 1:
		iw_rename(image, &from, &to, 0);
		break;
	case 2:
		iw_link(image, found->node, &to);
		iw_rename(image, &from, &to, RENAME_EXCHANGE);
		break;
	case 3:
		resize(image, found->node, 5000);
		resize(image, found->node, 3);
		break;
	default:
		if (iw_open_file(image, found->node, O_WRONLY, &file))
			break;
		iw_write(file, "edit", 4, 1);
		iw_release(file);
	}
}

void tour_edit(struct iw_image *image)
{
	struct tour tour = { .image = image, .view = IW_ALL };

	list(&tour, iw_root(image));
	for (size_t i = 0; i < tour.count; i++) {
		if (i < CHANGES)
			change(image, &tour.found[i], i);
		iw_unref(image, tour.found[i].node, IW_ALL, 1);
		free(tour.found[i].name);
	}
	free(tour.found);
	for (int view = 0; view < IW_BOOT; view++)
		make(image, (enum iw_view)view, "FUZZ.TXT", S_IFREG | 0644);
	make(image, IW_ALL, MAKE_NAME, S_IFREG | 0644);
	make(image, IW_ALL, "fuzz dir", S_IFDIR | 0755);
	check(image);
}

int tour_snapshot(struct iw_image *image)
{
	static char bytes[1 << 16];
	struct iw_snapshot *snapshot;
	uint64_t size, at;
	int error = iw_snapshot_open(image, &snapshot);

	if (error)
		return error;
	size = iw_snapshot_size(snapshot);
	for (at = 0; at < size;) {
		ssize_t got =
			iw_snapshot_read(snapshot, bytes, sizeof(bytes), at);

		STAGE_ASSERT(got > 0);
		at += (uint64_t)got;
	}
	iw_snapshot_close(snapshot);
	return 0;
}
