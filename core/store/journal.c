#include "store/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/blocks.h"
#include "store/mapping.h"
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
	struct mapping map; /* all of it has blocks on the disc */
	uint64_t end;	    /* behind the last sealed frame */
	uint64_t at;	    /* in the open frame */
	unsigned depth;	    /* of begins */
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
	uint64_t room = journal->map.size, end = journal->at + size;
	int error;

	if (end <= room)
		return 0;
	while (room < end)
		room *= 2;
	error = blocks_reserve(journal->fd, journal->map.size, room);
	if (error == -ENOSPC) {
		/* Perhaps it is enough for this one. */
		room = (end + 4095) / 4096 * 4096;
		error = blocks_reserve(journal->fd, journal->map.size, room);
	}
	return error ? error : mapping_grow(&journal->map, room);
}

static struct journal *map_file(int fd, uint64_t size)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (!journal)
		return NULL;
	if (mapping_open(&journal->map, fd, size)) {
		free(journal);
		return NULL;
	}
	journal->fd = fd;
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
	mapping_write(&journal->map, 0, &header, sizeof(header));
	*out = journal;
	return 0;
}

/* The size of the records of the sealed frame AT, or 0. */
static uint32_t sealed_size(const struct journal *journal, uint64_t at)
{
	const struct frame_header *frame;
	uint64_t left = journal->map.size - at;
	uint32_t size;

	if (left < sizeof(*frame))
		return 0;
	frame = (const void *)(journal->map.bytes + at);
	size = le32_get(frame->size);
	if (!size || size > left - sizeof(*frame))
		return 0;
	if (seal_of(journal->map.bytes + at, size, at) != le32_get(frame->crc))
		return 0;
	return size;
}

/* What is behind the last sealed frame must not come to life when another
 * frame is put in front of it. */
static int cut_tail(struct journal *journal)
{
	uint64_t end = journal->end, room = journal->map.size;

	for (uint64_t at = end; at < room; at++) {
		if (!journal->map.bytes[at])
			continue;
		mapping_zero(&journal->map, at, room - at);
		return journal_flush(journal);
	}
	return 0;
}

/* A power cut came before the first flush: nothing was promised. */
static void mend_header(struct journal *journal)
{
	static const struct journal_header none;

	if (!memcmp(journal->map.bytes, &none, sizeof(none)))
		mapping_write(&journal->map, 0, &header, sizeof(header));
}

/* What READ does, where the pages of the journal may not be readable. */
static int reading(
	struct journal *journal, int (*read)(struct journal *journal))
{
	struct mapping *outer = mapping_enter(&journal->map);
	int error = read(journal), unread = mapping_leave(outer);

	return unread ? unread : error;
}

static int find_end(struct journal *journal)
{
	uint32_t size;

	if (memcmp(journal->map.bytes, &header, sizeof(header)))
		return -EUCLEAN;
	while ((size = sealed_size(journal, journal->end)))
		journal->end += sizeof(struct frame_header) + size;
	journal->at = journal->end;
	return 0;
}

static int find_end_and_mend(struct journal *journal)
{
	int error;

	mend_header(journal);
	error = find_end(journal);
	return error ? error : cut_tail(journal);
}

int journal_load(int fd, struct journal **out)
{
	struct journal *journal;
	struct stat st;
	int error;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_size < (off_t)sizeof(header))
		return -EUCLEAN;
	journal = map_file(fd, (uint64_t)st.st_size);
	if (!journal)
		return -ENOMEM;
	/* There may be holes. */
	error = blocks_reserve(fd, 0, journal->map.size);
	if (!error)
		error = reading(journal, find_end_and_mend);
	if (error) {
		mapping_close(&journal->map);
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
	mapping_close(&journal->map);
	close(journal->fd);
	free(journal);
}

void journal_empty(struct journal *journal)
{
	mapping_zero(
		&journal->map, sizeof(header), journal->end - sizeof(header));
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
	size += 2 * sizeof(struct frame_header);
	error = make_room(journal, size);
	if (!error)
		error = mapping_try(&journal->map, journal->at, size);
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
		journal->map.size - journal->at >= sizeof(record) + size);
	mapping_write(&journal->map, journal->at, &record, sizeof(record));
	journal->at += sizeof(record);
	if (size)
		mapping_write(&journal->map, journal->at, bytes, size);
	journal->at += size;
}

/* Puts the header in front of the open frame's SIZE bytes. */
static void seal(struct journal *journal, uint32_t size)
{
	struct frame_header frame = { .size = le32_from(size) };
	const uint8_t *at = journal->map.bytes + journal->end;
	struct mapping *outer = mapping_enter(&journal->map);
	uint32_t crc;

	mapping_write(&journal->map, journal->end, &frame.size, sizeof(le32));
	crc = seal_of(at, size, journal->end);
	(void)mapping_leave(outer);
	frame.crc = le32_from(crc);
	mapping_write(&journal->map, journal->end, &frame, sizeof(frame));
}

void journal_end(struct journal *journal)
{
	uint64_t size;

	if (!journal)
		return;
	assert(journal->depth);
	if (--journal->depth)
		return;
	size = journal->at - journal->end - sizeof(struct frame_header);
	if (size) {
		seal(journal, (uint32_t)size);
		journal->end = journal->at;
	}
	journal->at = journal->end;
	/* What fails here, the next begin or flush tells. */
	(void)mapping_save(&journal->map);
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
	struct mapping *outer = mapping_enter(&journal->map);
	uint64_t at = sizeof(header);
	int result = 0, unread;

	while (!result && at < journal->end) {
		const uint8_t *frame = journal->map.bytes + at;
		uint32_t size =
			le32_get(((const struct frame_header *)frame)->size);

		frame += sizeof(struct frame_header);
		result = replay_frame(frame, frame + size, each, user);
		at += sizeof(struct frame_header) + size;
	}
	unread = mapping_leave(outer);
	return unread ? unread : result;
}

int journal_look(int fd, journal_each *each, void *user)
{
	struct journal journal = { .fd = fd, .end = sizeof(header) };
	struct stat st;
	int result;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_size < (off_t)sizeof(header))
		return -EUCLEAN;
	result = mapping_look(&journal.map, fd, (uint64_t)st.st_size);
	if (result)
		return result;
	result = reading(&journal, find_end);
	if (!result)
		result = journal_replay(&journal, each, user);
	mapping_close(&journal.map);
	return result;
}

int journal_flush(struct journal *journal)
{
	int error = mapping_save(&journal->map);

	if (error)
		return error;
	return sysio.fdatasync(journal->fd) ? -errno : 0;
}

int journal_dup(struct journal *journal)
{
	int error = mapping_save(&journal->map);
	int fd;

	if (error)
		return error;
	fd = fcntl(journal->fd, F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? -errno : fd;
}
