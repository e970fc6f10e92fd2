/*
 * An image in a folder of its own, for the tests of what holds the parts
 * together. Files are named in all views by their name, and filled with one
 * byte's value.
 */
#ifndef ISOWEAVE_TESTS_IMAGEBED_H
#define ISOWEAVE_TESTS_IMAGEBED_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "image/image.h"
#include "store/sysio.h"
#include "unit.h"

/* A file system with and one without collapsing. */
static const char *const bed_places[] = { "/tmp", "/dev/shm" };

static char bed_folder[64], bed_path[80], bed_said[4096];

static inline void bed_log(void *owner, int severity, const char *sentence)
{
	size_t used = strlen(bed_said);

	(void)owner;
	snprintf(bed_said + used, sizeof(bed_said) - used, "%d %s\n", severity,
		sentence);
}

/* A new folder under BASE, where no image is yet. */
static inline void bed_make(const char *base)
{
	snprintf(bed_folder, sizeof(bed_folder), "%s/isoweave-XXXXXX", base);
	ck_assert_ptr_nonnull(mkdtemp(bed_folder));
	snprintf(bed_path, sizeof(bed_path), "%s/image", bed_folder);
	bed_said[0] = '\0';
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
}

/* The next file of DIR; NULL: no more. */
static inline const char *bed_next(DIR *dir)
{
	const struct dirent *e;

	do {
		e = readdir(dir);
	} while (e && (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")));
	return e ? e->d_name : NULL;
}

/* How many files there are. */
static inline int bed_count(void)
{
	DIR *dir = opendir(bed_folder);
	int count = 0;

	while (bed_next(dir))
		count++;
	closedir(dir);
	return count;
}

static inline void bed_remove(void)
{
	DIR *dir = opendir(bed_folder);

	for (const char *name; (name = bed_next(dir));)
		unlinkat(dirfd(dir), name, 0);
	closedir(dir);
	ck_assert_int_eq(rmdir(bed_folder), 0);
}

/* Opens the image with the options "name=value,name"; or its error. */
static inline int bed_try(const char *options, struct iw_image **out)
{
	struct iw_settings *settings = iw_settings_new();
	const struct iw_events events = { .log = bed_log };
	char copy[256], *rest = copy;
	const char *why;

	snprintf(copy, sizeof(copy), "%s", options);
	for (char *o; (o = strsep(&rest, ",")) && *o;) {
		char *value = strchr(o, '=');

		if (value)
			*value++ = '\0';
		ck_assert_int_eq(iw_settings_set(settings, o, value, &why), 0);
	}
	return iw_open(bed_path, settings, &events, out);
}

static inline struct iw_image *bed_open(const char *options)
{
	struct iw_image *image = NULL;
	int error = bed_try(options, &image);

	ck_assert_msg(!error, "%s: %s", strerror(-error), bed_said);
	return image;
}

/* A new image in a folder of its own. */
static inline struct iw_image *bed_begin(const char *options)
{
	bed_make(bed_places[0]);
	return bed_open(options);
}

/* Closes the image, and removes its folder. */
static inline void bed_end(struct iw_image *image)
{
	ck_assert_int_eq(iw_close(image), 0);
	bed_remove();
}

/* Around each test: in a folder at each place. */
#define BED_EACH_PLACE                                                         \
	for (size_t place = 0; place < 2; place++)                             \
		for (bool done = (bed_make(bed_places[place]), false); !done;  \
			done = (bed_remove(), true))

static inline struct iw_node *bed_find(struct iw_image *image, const char *name)
{
	struct iw_place place = { image->model.root, IW_ALL, name };
	struct iw_node *node = NULL;

	pthread_mutex_lock(&image->lock);
	if (model_lookup(&image->model, &place, &node))
		node = NULL;
	pthread_mutex_unlock(&image->lock);
	return node;
}

static inline struct iw_node *bed_touch(
	struct iw_image *image, const char *name)
{
	struct iw_place place = { image->model.root, IW_ALL, name };
	struct iw_new what = { .mode = S_IFREG | 0644 };
	struct iw_node *node = bed_find(image, name);

	if (node)
		return node;
	pthread_mutex_lock(&image->lock);
	ck_assert_int_eq(model_make(&image->model, &place, &what, &node), 0);
	pthread_mutex_unlock(&image->lock);
	return node;
}

/* Writes SIZE bytes BYTE to NAME, made if need be; returns the error. */
static inline int bed_write(struct iw_image *image, const char *name, char byte,
	uint64_t at, size_t size)
{
	struct iw_node *node = bed_touch(image, name);
	struct iw_file *file;
	char *bytes = malloc(size);
	ssize_t done;

	ck_assert_int_eq(iw_open_file(image, node, O_RDWR, &file), 0);
	memset(bytes, byte, size);
	done = iw_write(file, bytes, size, at);
	ck_assert(done < 0 || (size_t)done == size);
	ck_assert_int_eq(iw_release(file), 0);
	free(bytes);
	return done < 0 ? (int)done : 0;
}

static inline void bed_fill(
	struct iw_image *image, const char *name, char byte, size_t size)
{
	ck_assert_int_eq(bed_write(image, name, byte, 0, size), 0);
}

/* Whether NAME has SIZE bytes BYTE. */
static inline bool bed_has(
	struct iw_image *image, const char *name, char byte, size_t size)
{
	struct iw_node *node = bed_find(image, name);
	struct iw_file *file;
	char *bytes = malloc(size + 1);
	bool has;

	if (!node || iw_open_file(image, node, O_RDONLY, &file)) {
		free(bytes);
		return false;
	}
	has = iw_read(file, bytes, size + 1, 0) == (ssize_t)size;
	for (size_t i = 0; i < size && has; i++)
		has = bytes[i] == byte;
	iw_release(file);
	free(bytes);
	return has;
}

static inline void bed_unlink(struct iw_image *image, const char *name)
{
	struct iw_place place = { image->model.root, IW_ALL, name };

	pthread_mutex_lock(&image->lock);
	ck_assert_int_eq(model_unlink(&image->model, &place), 0);
	pthread_mutex_unlock(&image->lock);
}

/* All bytes of the file PATH, to be freed; their count in *SIZE. */
static inline char *bed_bytes(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	char *bytes;

	*size = 0;
	if (fd < 0)
		return NULL;
	ck_assert_int_eq(fstat(fd, &st), 0);
	*size = (size_t)st.st_size;
	bytes = malloc(*size + 1);
	ck_assert_int_eq(sysio_read(fd, bytes, *size, 0), 0);
	close(fd);
	return bytes;
}

static inline bool bed_same(
	const char *a, size_t a_size, const char *b, size_t b_size)
{
	return a && b && a_size == b_size && !memcmp(a, b, a_size);
}

/* The bytes that NAME has in the file, where the model says. */
static inline bool bed_in_image(
	struct iw_image *image, const char *name, char byte)
{
	const struct content *c = &bed_find(image, name)->content;
	size_t size;
	char *bytes = bed_bytes(bed_path, &size);
	size_t at = content_lba(image->store, c) * SECTOR_SIZE;
	bool has = bytes && at + c->size <= size;

	for (size_t i = 0; i < c->size && has; i++)
		has = bytes[at + i] == byte;
	free(bytes);
	return has;
}

#endif
