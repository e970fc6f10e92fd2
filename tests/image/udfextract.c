/*
 * udfextract IMAGE FOLDER: what libudfread reads of a UDF volume, as files.
 *
 * The library tells directories from the rest, and nothing of owners, modes,
 * times or links: all that is no directory comes out as a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <udfread/udfread.h>
#include <unistd.h>

#define PIECE (1 << 20)

/* Directories that are still to be read; paths from the top, with a slash.
 * They are open: the library splits a path also where a name has a \. */
struct todo {
	char *path;
	UDFDIR *dir;
	struct todo *next;
};

static int fail(const char *what, const char *path)
{
	fprintf(stderr, "udfextract: %s: %s\n", path, what);
	return -1;
}

static bool is_zero(const char *bytes, size_t size)
{
	return size == 0 ||
	       (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

static int copy_pieces(UDFFILE *from, int to, const char *path)
{
	static char piece[PIECE];
	ssize_t size;
	off_t at = 0;

	while ((size = udfread_file_read(from, piece, PIECE)) > 0) {
		if (!is_zero(piece, (size_t)size) &&
			pwrite(to, piece, (size_t)size, at) != size)
			return fail(strerror(errno), path);
		at += size;
	}
	if (size < 0 || at != udfread_file_size(from))
		return fail("read fails or is short", path);
	return ftruncate(to, at) ? fail(strerror(errno), path) : 0;
}

static int copy_file(UDFDIR *dir, const char *name, const char *path)
{
	UDFFILE *from = udfread_file_openat(dir, name);
	int to, result;

	if (!from)
		return fail("can not be opened", path);
	to = open(path + 1, O_WRONLY | O_CREAT | O_EXCL, 0600);
	result = to < 0 ? fail(strerror(errno), path)
			: copy_pieces(from, to, path);
	if (to >= 0)
		close(to);
	udfread_file_close(from);
	return result;
}

static int push(struct todo **todo, char *path, UDFDIR *dir)
{
	struct todo *one = malloc(sizeof(*one));

	if (!one || !path || !dir)
		return fail("can not be opened", path);
	*one = (struct todo){ .path = path, .dir = dir, .next = *todo };
	*todo = one;
	return 0;
}

static int copy_entry(const struct todo *in, const struct udfread_dirent *entry,
	struct todo **todo)
{
	bool is_dir = entry->d_type == UDF_DT_DIR;
	char *path;
	int result;

	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
		return 0;
	if (asprintf(&path, "%s%s%s", in->path, entry->d_name,
		    is_dir ? "/" : "") < 0)
		return fail("no memory", in->path);
	if (is_dir)
		return mkdir(path + 1, 0700)
			       ? fail(strerror(errno), path)
			       : push(todo, path,
					 udfread_opendir_at(
						 in->dir, entry->d_name));
	result = copy_file(in->dir, entry->d_name, path);
	free(path);
	return result;
}

static int copy_all(udfread *volume)
{
	struct todo *todo = NULL;
	struct udfread_dirent entry;
	int result = push(&todo, strdup("/"), udfread_opendir(volume, "/"));

	while (todo) {
		struct todo *one = todo;

		todo = one->next;
		while (!result && udfread_readdir(one->dir, &entry))
			result = copy_entry(one, &entry, &todo);
		udfread_closedir(one->dir);
		free(one->path);
		free(one);
	}
	return result;
}

int main(int argc, char **argv)
{
	udfread *volume = udfread_init();
	int result;

	if (argc != 3 || !volume) {
		fprintf(stderr, "usage: udfextract IMAGE FOLDER\n");
		return 2;
	}
	if (udfread_open(volume, argv[1]) < 0)
		result = fail("libudfread does not open it", argv[1]);
	else if (chdir(argv[2]))
		result = fail(strerror(errno), argv[2]);
	else
		result = copy_all(volume);
	udfread_close(volume);
	return result ? 1 : 0;
}
