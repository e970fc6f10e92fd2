#include "iso9660/toc.h"

#include <errno.h>
#include <stdlib.h>

enum {
	EMULATED_START = 32, /* of libisoburn's first session */
	SESSION_ALIGNMENT = 32,
	DVD_BLOCK = 16,
	DENSE = (32 << 20) / SECTOR_SIZE,
	FAR = (128 << 20) / SECTOR_SIZE,
	PIECE = 128, /* sectors read at once */
};

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

static time_t modified(const struct iso_volume *volume)
{
	struct timespec time;

	if (iso_long_date_get(&volume->modified, &time) ||
		iso_long_date_get(&volume->created, &time))
		return time.tv_sec;
	return 0;
}

/* Writers count a volume's blocks from its session's start; some from 0. */
static uint64_t end_of(
	const struct intake *intake, uint64_t start, uint64_t blocks)
{
	uint64_t sectors = intake->medium.size / SECTOR_SIZE;

	if (start + blocks <= sectors || blocks <= start + TOC_DESCRIPTORS)
		return start + blocks;
	return blocks;
}

/* What the descriptor says, be it true or not. */
static int read_primary(
	const struct intake *intake, uint64_t start, struct toc_session *out)
{
	struct iso_volume volume;
	struct iso_volume_tree tree;
	int error = medium_sectors(&intake->medium, start + TOC_DESCRIPTORS,
		sizeof(volume), &volume);

	if (!error)
		error = iso_volume_decode(&volume, &tree);
	if (error)
		return error;
	if (tree.type != ISO_PRIMARY)
		return -EUCLEAN;
	*out = (struct toc_session){
		.start = start,
		.end = end_of(intake, start, tree.blocks),
		.root = tree.root.extent,
		.modified = modified(&volume),
	};
	return 0;
}

/* 6.8.2.2: the first record of a directory is its own. */
static int check_root(
	const struct intake *intake, const struct toc_session *session)
{
	uint8_t sector[SECTOR_SIZE];
	struct iso_record self;
	int error;

	if (session->root <= session->start + TOC_DESCRIPTORS)
		return -EUCLEAN;
	error = medium_sectors(
		&intake->medium, session->root, sizeof(sector), sector);
	if (error)
		return error;
	if (iso_record_decode(sector, sizeof(sector), &self) <= 0 ||
		self.identifier_size != 1 || *self.identifier != 0 ||
		self.extent != session->root)
		return -EUCLEAN;
	return 0;
}

int toc_look(
	const struct intake *intake, uint64_t start, struct toc_session *out)
{
	int error = read_primary(intake, start, out);

	return error ? error : check_root(intake, out);
}

static const struct toc_session *last_of(const struct toc *toc)
{
	return &toc->session[toc->count - 1];
}

static void add(struct toc *toc, const struct toc_session *session)
{
	if (toc->count < TOC_MAX)
		toc->session[toc->count++] = *session;
}

/* ---- What can be overwritten ---- */

/* HEAD is what sector 16 says: sessions end where that volume does. */
static int follow_chain(const struct intake *intake,
	const struct toc_session *head, struct toc *toc)
{
	uint64_t start = EMULATED_START;
	struct toc_session session;
	int error = 0;

	while (start < head->end && toc->count < TOC_MAX && !error) {
		error = toc_look(intake, start, &session);
		if (error)
			break;
		add(toc, &session);
		start = session.end;
		if (start < session.start + TOC_DESCRIPTORS)
			start = session.start + TOC_DESCRIPTORS;
		start = round_up(start, SESSION_ALIGNMENT);
	}
	if (error && error != -EUCLEAN)
		return error;
	toc->is_copied = toc->count && last_of(toc)->root == head->root;
	if (!toc->is_copied)
		add(toc, head);
	return 0;
}

/* ---- Behind the end ---- */

/* Looks for a session at every STEPth sector FROM .. TO. */
struct search {
	uint64_t from, to, step;
};

/* As toc_look() where a descriptor is at AT. */
static int look_behind(
	const struct intake *intake, uint64_t at, struct toc_session *out)
{
	return at < TOC_DESCRIPTORS
		       ? -EUCLEAN
		       : toc_look(intake, at - TOC_DESCRIPTORS, out);
}

static int search_piece(const struct intake *intake,
	const struct search *search, const uint8_t *sectors,
	struct toc_session *out)
{
	int error = -EUCLEAN;

	for (uint64_t i = 0; i < search->to - search->from; i++) {
		if (!iso_volume_is_primary(
			    (const void *)(sectors + i * SECTOR_SIZE)))
			continue;
		error = look_behind(intake, search->from + i, out);
		if (error != -EUCLEAN)
			break;
	}
	return error;
}

/* -EUCLEAN: there is none. */
static int search_dense(const struct intake *intake,
	const struct search *search, struct toc_session *out)
{
	uint8_t *sectors = malloc((size_t)PIECE * SECTOR_SIZE);
	struct search piece = *search;
	int error = -EUCLEAN;

	if (!sectors)
		return -ENOMEM;
	while (piece.from < search->to && error == -EUCLEAN) {
		piece.to = piece.from + PIECE;
		if (piece.to > search->to)
			piece.to = search->to;
		error = medium_sectors(&intake->medium, piece.from,
			(piece.to - piece.from) * SECTOR_SIZE, sectors);
		if (!error)
			error = search_piece(intake, &piece, sectors, out);
		piece.from = piece.to;
	}
	free(sectors);
	return error;
}

static int search_far(const struct intake *intake, const struct search *search,
	struct toc_session *out)
{
	int error = -EUCLEAN;

	for (uint64_t at = round_up(search->from, DVD_BLOCK);
		at < search->to && error == -EUCLEAN; at += DVD_BLOCK) {
		struct iso_volume_head head;

		error = medium_sectors(
			&intake->medium, at, sizeof(head), &head);
		if (!error)
			error = iso_volume_is_primary(&head)
					? look_behind(intake, at, out)
					: -EUCLEAN;
	}
	return error;
}

/* The first session from START on. -EUCLEAN: there is none. */
static int find_behind(
	const struct intake *intake, uint64_t start, struct toc_session *out)
{
	uint64_t sectors = intake->medium.size / SECTOR_SIZE;
	struct search dense = { .from = start + TOC_DESCRIPTORS };
	struct search far;
	int error;

	dense.to = dense.from + DENSE < sectors ? dense.from + DENSE : sectors;
	if (dense.from >= dense.to)
		return -EUCLEAN;
	far.from = dense.to;
	far.to = dense.from + FAR < sectors ? dense.from + FAR : sectors;
	error = search_dense(intake, &dense, out);
	return error == -EUCLEAN ? search_far(intake, &far, out) : error;
}

static bool is_stale(
	const struct toc_session *before, const struct toc_session *session)
{
	return session->modified && session->modified < before->modified;
}

static int go_on_behind(const struct intake *intake, struct toc *toc)
{
	struct toc_session session;
	int error = 0;

	while (toc->count < TOC_MAX && !error) {
		const struct toc_session *last = last_of(toc);
		uint64_t end = last->end;

		if (end <= last->start + TOC_DESCRIPTORS)
			end = last->start + TOC_DESCRIPTORS + 1;
		error = find_behind(intake, end, &session);
		if (error)
			break;
		if (is_stale(last, &session)) {
			toc->stale = session.start;
			break;
		}
		add(toc, &session);
		toc->is_copied = false;
	}
	return error == -EUCLEAN ? 0 : error;
}

int toc_find(const struct intake *intake, struct toc *out)
{
	struct toc_session head, first;
	int error = read_primary(intake, 0, &head);

	out->count = 0;
	out->is_copied = false;
	out->stale = 0;
	if (error)
		return error == -EUCLEAN ? 0 : error;
	error = toc_look(intake, EMULATED_START, &first);
	if (error && error != -EUCLEAN)
		return error;
	if (error)
		add(out, &head);
	else
		error = follow_chain(intake, &head, out);
	return error == -EUCLEAN || !error ? go_on_behind(intake, out) : error;
}
