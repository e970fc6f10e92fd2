#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "image/mark.h"
#include "store/sysio.h"
#include "util/crc.h"

/* Of processor time, for one input. */
#define PATIENCE 20
#define JOURNAL_HEAD 32
#define JOURNAL_PAGE 4096

/* The numbers by which a journal of a seed names the files: those of a run are
 * not known before it. */
enum { ID_IMAGE = 1, ID_DATA, ID_FRESH, IDS };

static const char *const files[] = { "image", ".image.isoweave",
	".image.isoweave-data", ".image.isoweave-new", "base" };
static char folder[64], path[128], words[8192];
static int folder_fd;

_Noreturn void stage_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s%s:%d: not so: %s\n", words, file, line, what);
	abort();
}

static void remove_files(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlinkat(folder_fd, files[i], 0);
}

static void remove_folder(void)
{
	remove_files();
	rmdir(folder);
}

/* In memory there is nothing to reserve, and nothing to wait for. */
static int no_fallocate(int fd, int mode, off_t at, off_t size)
{
	struct stat st;

	if (mode & FALLOC_FL_KEEP_SIZE && !(mode & FALLOC_FL_PUNCH_HOLE))
		return 0;
	if (mode)
		return fallocate(fd, mode, at, size);
	if (!fstat(fd, &st) && st.st_size >= at + size)
		return 0;
	return ftruncate(fd, at + size);
}

static int no_sync(int fd)
{
	(void)fd;
	return 0;
}

static void too_long(int number)
{
	static const char sentence[] = "an input takes too long\n";

	(void)number;
	(void)!write(2, sentence, sizeof(sentence) - 1);
	abort();
}

void stage_open(void)
{
	const char *base = getenv("ISOWEAVE_FUZZ_FOLDER");

	snprintf(folder, sizeof(folder), "%s/isoweave-fuzz-XXXXXX",
		base ? base : "/dev/shm");
	folder_fd = mkdtemp(folder)
			    ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
			    : -1;
	STAGE_ASSERT(folder_fd >= 0);
	atexit(remove_folder);
	sysio.fallocate = no_fallocate;
	sysio.fdatasync = no_sync;
	sysio.fsync = no_sync;
	signal(SIGPROF, too_long);
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
}

const char *stage_path(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void set_limit(time_t seconds)
{
	const struct itimerval limit = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &limit, NULL);
}

void stage_begin(void)
{
	words[0] = '\0';
	set_limit(PATIENCE);
}

void stage_end(void)
{
	set_limit(0);
	remove_files();
}

static int make_file(const char *name)
{
	int fd = openat(
		folder_fd, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	STAGE_ASSERT(fd >= 0);
	return fd;
}

static void write_at(int fd, const void *bytes, size_t size, uint64_t at)
{
	STAGE_ASSERT(pwrite(fd, bytes, size, (off_t)at) == (ssize_t)size);
}

static void write_image(const struct sparse *sparse, int fd)
{
	uint64_t end = (uint64_t)sparse->end * SPARSE_UNIT;

	STAGE_ASSERT(!ftruncate(fd, (off_t)end));
	for (size_t i = 0; i < sparse->count; i++) {
		const struct sparse_piece *piece = &sparse->piece[i];
		uint64_t at = (uint64_t)piece->at * SPARSE_UNIT;

		if (sparse_is_frame(piece) || at >= end)
			continue;
		write_at(fd, piece->bytes,
			piece->size < end - at ? piece->size : end - at, at);
	}
}

/* Puts the numbers of this run's files into the records of a frame. */
static void name_files(
	uint8_t *records, size_t size, const struct mark_id ids[IDS])
{
	while (size >= JOURNAL_RECORD) {
		uint8_t kind = records[0];
		le32 length;
		struct mark_id id;

		memcpy(&length, records + 4, 4);
		records += JOURNAL_RECORD;
		size -= JOURNAL_RECORD;
		if (le32_get(length) > size)
			return;
		if ((kind == MARK_FILE || kind == MARK_PENDING) &&
			le32_get(length) >= sizeof(id)) {
			memcpy(&id, records, sizeof(id));
			if (le64_get(id.ino) > 0 && le64_get(id.ino) < IDS)
				memcpy(records, &ids[le64_get(id.ino)],
					sizeof(id));
		}
		records += le32_get(length);
		size -= le32_get(length);
	}
}

/* A frame, sealed for its place AT; returns where the next one begins. */
static uint64_t write_frame(int fd, uint64_t at,
	const struct sparse_piece *piece, const struct mark_id ids[IDS])
{
	uint8_t records[SPARSE_PIECE];
	const le64 seed = le64_from(at);
	le32 head[2] = { le32_from(piece->size) };
	uint32_t crc = crc32_of(0, &seed, sizeof(seed));

	memcpy(records, piece->bytes, piece->size);
	name_files(records, piece->size, ids);
	crc = crc32_of(crc, &head[0], sizeof(head[0]));
	head[1] = le32_from(crc32_of(crc, records, piece->size));
	write_at(fd, head, sizeof(head), at);
	write_at(fd, records, piece->size, at + sizeof(head));
	return at + sizeof(head) + piece->size;
}

static void write_journal(
	const struct sparse *sparse, const struct mark_id ids[IDS])
{
	static const uint8_t head[JOURNAL_HEAD] = "isoweave journal\1";
	uint64_t at = sizeof(head);
	int fd = -1;

	for (size_t i = 0; i < sparse->count; i++) {
		if (!sparse_is_frame(&sparse->piece[i]))
			continue;
		if (fd < 0)
			fd = make_file(".image.isoweave");
		at = write_frame(fd, at, &sparse->piece[i], ids);
	}
	if (fd < 0)
		return;
	write_at(fd, head, sizeof(head), 0);
	STAGE_ASSERT(!ftruncate(fd,
		(off_t)((at + JOURNAL_PAGE) / JOURNAL_PAGE * JOURNAL_PAGE)));
	close(fd);
}

void stage_write(const struct sparse *sparse)
{
	const char *name = sparse->mode & SPARSE_FROM	? "base"
			   : sparse->mode & SPARSE_DATA ? files[2]
							: "image";
	int fd = make_file(name);
	struct mark_id ids[IDS] = { 0 };

	write_image(sparse, fd);
	close(fd);
	ids[ID_IMAGE] = mark_id_at(folder_fd, "image");
	ids[ID_DATA] = mark_id_at(folder_fd, files[2]);
	ids[ID_FRESH] = mark_id_at(folder_fd, files[3]);
	write_journal(sparse, ids);
}

static void keep_words(void *owner, int severity, const char *sentence)
{
	size_t used = strlen(words);

	(void)owner;
	(void)severity;
	snprintf(words + used, sizeof(words) - used, "%s\n", sentence);
}

int stage_image(const char *name, const char *value, struct iw_image **out)
{
	const struct iw_events events = { .log = keep_words };
	struct iw_settings *settings = iw_settings_new();
	const char *why;

	STAGE_ASSERT(settings);
	if (name)
		STAGE_ASSERT(!iw_settings_set(settings, name, value, &why));
	return iw_open(stage_path("image"), settings, &events, out);
}
