#include "store/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/blocks.h"
#include "store/sysio.h"
#include "util/bytes.h"
#include "util/crc.h"

#define FIRST_SIZE (UINT64_C(1) << 20)

struct journal_header {
	uint8_t magic[16];
	le32 version;
	uint8_t reserved[12];
};
static_assert(sizeof(struct journal_header) == 32, "journal header");

struct frame_header {
	le32 size; /* of the records, more than 0 */
	le32 crc;  /* of SIZE and the records, seeded with the frame's place */
};
static_assert(sizeof(struct frame_header) == 8, "frame header");

struct record_header {
	uint8_t kind;
	uint8_t reserved[3];
	le32 size;
};
static_assert(sizeof(struct record_header) == JOURNAL_RECORD, "record");

static const struct journal_header header = {
	"isoweave journal",
	{ { 1, 0, 0, 0 } },
};

struct journal {
	int fd;
	uint8_t *map;
	uint64_t room;	/* bytes mapped, all of them on the disc */
	uint64_t end;	/* behind the last sealed frame */
	uint64_t at;	/* in the open frame */
	unsigned depth; /* of begins */
};

static uint32_t seal_of(const uint8_t *frame, uint32_t size, uint64_t place)
{
	le64 seed = le64_from(place);
	uint32_t crc = crc32_of(0, &seed, sizeof(seed));

	crc = crc32_of(crc, frame, sizeof(le32));
	return crc32_of(crc, frame + sizeof(struct frame_header), size);
}

static int make_room(struct journal *journal, uint64_t size)
{
	uint64_t room = journal->room, end = journal->at + size;
	void *map;
	int error;

	if (end <= room)
		return 0;
	while (room < end)
		room *= 2;
	error = blocks_reserve(journal->fd, journal->room, room);
	if (error == -ENOSPC) {
		/* Perhaps it is enough for this one. */
		room = (end + 4095) / 4096 * 4096;
		error = blocks_reserve(journal->fd, journal->room, room);
	}
	if (error)
		return error;
	map = mremap(journal->map, journal->room, room, MREMAP_MAYMOVE);
	if (map == MAP_FAILED)
		return -errno;
	journal->map = map;
	journal->room = room;
	return 0;
}

static struct journal *map_file(int fd, uint64_t size)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (!journal)
		return NULL;
	journal->map =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (journal->map == MAP_FAILED) {
		free(journal);
		return NULL;
	}
	journal->fd = fd;
	journal->room = size;
	journal->end = journal->at = sizeof(header);
	return journal;
}

int journal_new(int fd, struct journal **out)
{
	struct journal *journal;
	int error;

	blocks_fix(fd);
	error = blocks_reserve(fd, 0, FIRST_SIZE);
	if (error)
		return error;
	journal = map_file(fd, FIRST_SIZE);
	if (!journal)
		return -ENOMEM;
	memcpy(journal->map, &header, sizeof(header));
	*out = journal;
	return 0;
}

/* The size of the records of the sealed frame AT, or 0. */
static uint32_t sealed_size(const struct journal *journal, uint64_t at)
{
	const struct frame_header *frame;
	uint64_t left = journal->room - at;
	uint32_t size;

	if (left < sizeof(*frame))
		return 0;
	frame = (const void *)(journal->map + at);
	size = le32_get(frame->size);
	if (!size || size > left - sizeof(*frame))
		return 0;
	if (seal_of(journal->map + at, size, at) != le32_get(frame->crc))
		return 0;
	return size;
}

/* What is behind the last sealed frame must not come to life when another
 * frame is put in front of it. */
static int cut_tail(struct journal *journal)
{
	uint64_t end = journal->end, room = journal->room;

	for (uint64_t at = end; at < room; at++) {
		if (!journal->map[at])
			continue;
		memset(journal->map + at, 0, room - at);
		return sysio.fdatasync(journal->fd) ? -errno : 0;
	}
	return 0;
}

static int check_header(struct journal *journal)
{
	static const struct journal_header none;

	/* A power cut came before the first flush: nothing was promised. */
	if (!memcmp(journal->map, &none, sizeof(none)))
		memcpy(journal->map, &header, sizeof(header));
	return memcmp(journal->map, &header, sizeof(header)) ? -EUCLEAN : 0;
}

int journal_load(int fd, struct journal **out)
{
	struct journal *journal;
	struct stat st;
	uint32_t size;
	int error;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_size < (off_t)sizeof(header))
		return -EUCLEAN;
	journal = map_file(fd, (uint64_t)st.st_size);
	if (!journal)
		return -ENOMEM;
	/* A hole would be a SIGBUS on a full disc. */
	error = blocks_reserve(fd, 0, journal->room);
	if (!error)
		error = check_header(journal);
	while (!error && (size = sealed_size(journal, journal->end)))
		journal->end += sizeof(struct frame_header) + size;
	journal->at = journal->end;
	if (!error)
		error = cut_tail(journal);
	if (error) {
		munmap(journal->map, journal->room);
		free(journal);
		return error;
	}
	*out = journal;
	return 0;
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	munmap(journal->map, journal->room);
	close(journal->fd);
	free(journal);
}

void journal_empty(struct journal *journal)
{
	memset(journal->map + sizeof(header), 0, journal->end - sizeof(header));
	journal->end = journal->at = sizeof(header);
}

uint64_t journal_size(const struct journal *journal)
{
	return journal->end;
}

void journal_replace(struct journal *to, struct journal *from)
{
	struct journal old = *to;

	*to = *from;
	*from = old;
	journal_free(from);
}

int journal_begin(struct journal *journal, size_t size)
{
	bool outermost;
	int error;

	if (!journal)
		return 0;
	outermost = !journal->depth;
	if (size > INT32_MAX)
		return -EFBIG;
	if (outermost)
		journal->at = journal->end + sizeof(struct frame_header);
	/* So that what ends a frame is a 0 where the next would begin. */
	error = make_room(journal, size + 2 * sizeof(struct frame_header));
	if (error) {
		if (outermost)
			journal->at = journal->end;
		return error;
	}
	journal->depth++;
	return 0;
}

void journal_put(
	struct journal *journal, uint8_t kind, const void *bytes, size_t size)
{
	struct record_header record = {
		.kind = kind,
		.size = le32_from((uint32_t)size),
	};

	if (!journal)
		return;
	assert(journal->depth &&
		journal->room - journal->at >= sizeof(record) + size);
	memcpy(journal->map + journal->at, &record, sizeof(record));
	journal->at += sizeof(record);
	if (size)
		memcpy(journal->map + journal->at, bytes, size);
	journal->at += size;
}

void journal_end(struct journal *journal)
{
	struct frame_header *frame;
	uint64_t size;

	if (!journal)
		return;
	assert(journal->depth);
	if (--journal->depth)
		return;
	frame = (void *)(journal->map + journal->end);
	size = journal->at - journal->end - sizeof(*frame);
	if (size) {
		frame->size = le32_from((uint32_t)size);
		frame->crc = le32_from(seal_of(journal->map + journal->end,
			(uint32_t)size, journal->end));
		journal->end = journal->at;
	}
	journal->at = journal->end;
}

/* Calls EACH for the records of one frame. */
static int replay_frame(
	const uint8_t *at, const uint8_t *end, journal_each *each, void *user)
{
	int result = 0;

	while (!result && (size_t)(end - at) >= sizeof(struct record_header)) {
		const struct record_header *record = (const void *)at;
		uint32_t size = le32_get(record->size);

		at += sizeof(*record);
		if (size > (size_t)(end - at))
			return -EUCLEAN;
		result = each(user, record->kind, at, size);
		at += size;
	}
	return result;
}

int journal_replay(struct journal *journal, journal_each *each, void *user)
{
	uint64_t at = sizeof(header);
	int result = 0;

	while (!result && at < journal->end) {
		const uint8_t *frame = journal->map + at;
		uint32_t size =
			le32_get(((const struct frame_header *)frame)->size);

		frame += sizeof(struct frame_header);
		result = replay_frame(frame, frame + size, each, user);
		at += sizeof(struct frame_header) + size;
	}
	return result;
}

int journal_look(int fd, journal_each *each, void *user)
{
	struct journal journal = { .fd = fd, .end = sizeof(header) };
	struct stat st;
	uint32_t size;
	int result;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_size < (off_t)sizeof(header))
		return -EUCLEAN;
	journal.room = (uint64_t)st.st_size;
	journal.map = mmap(NULL, journal.room, PROT_READ, MAP_SHARED, fd, 0);
	if (journal.map == MAP_FAILED)
		return -errno;
	result = memcmp(journal.map, &header, sizeof(header)) ? -EUCLEAN : 0;
	while (!result && (size = sealed_size(&journal, journal.end)))
		journal.end += sizeof(struct frame_header) + size;
	if (!result)
		result = journal_replay(&journal, each, user);
	munmap(journal.map, journal.room);
	return result;
}

int journal_flush(struct journal *journal)
{
	return sysio.fdatasync(journal->fd) ? -errno : 0;
}

int journal_dup(const struct journal *journal)
{
	int fd = fcntl(journal->fd, F_DUPFD_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}
