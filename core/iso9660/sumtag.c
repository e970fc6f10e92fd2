#include "iso9660/sumtag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iso9660/toc.h"

#define TAG_SUPERBLOCK "libisofs_sb_checksum_tag_v1"
#define TAG_TREE "libisofs_tree_checksum_tag_v1"
#define TAG_SESSION "libisofs_checksum_tag_v1"
#define TAG_COPY "libisofs_rlsb32_checksum_tag_v1"

/* Reads the tag KIND at LBA as TEXT. -EUCLEAN: none is there. */
static int read_tag(const struct intake *intake, uint64_t lba, const char *kind,
	char text[SECTOR_SIZE + 1])
{
	char head[64];
	int error = medium_sectors(&intake->medium, lba, SECTOR_SIZE, text);

	if (error)
		return error;
	text[SECTOR_SIZE] = '\0';
	snprintf(head, sizeof(head), "%s pos=%llu ", kind,
		(unsigned long long)lba);
	return strncmp(text, head, strlen(head)) ? -EUCLEAN : 0;
}

/* The number behind KEY, or 0. */
static uint64_t number(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? strtoul(at + strlen(key), NULL, 10) : 0;
}

static int follow(struct intake *intake, uint64_t lba)
{
	static const char *const kinds[ECHO_TAGS] = { TAG_SUPERBLOCK, TAG_TREE,
		TAG_SESSION };
	struct echo *echo = &intake->echo;
	char text[SECTOR_SIZE + 1];
	int error = 0;

	for (size_t i = 0; i < ECHO_TAGS && !error; i++) {
		error = read_tag(intake, lba, kinds[i], text);
		if (error)
			break;
		echo->tag[echo->tags++] = lba;
		lba = number(text, " next=");
	}
	return error;
}

/* The session at START, if it has the very tree that INTAKE takes. */
static int take_session(struct intake *intake, uint64_t start)
{
	struct toc_session here, there;
	int error = toc_look(intake, intake->start, &here);

	if (!error)
		error = toc_look(intake, start, &there);
	if (!error && here.root == there.root)
		intake->echo.session = start;
	intake->echo.is_blank &= !intake->echo.session;
	return error;
}

int sumtag_find(struct intake *intake, uint32_t count)
{
	char text[SECTOR_SIZE + 1];
	uint64_t start = intake->start;
	int error = read_tag(
		intake, start + TOC_DESCRIPTORS + count, TAG_COPY, text);

	if (!error)
		error = take_session(intake, number(text, " session_start="));
	if (intake->echo.session)
		start = intake->echo.session;
	if (!error || error == -EUCLEAN)
		error = follow(intake, start + TOC_DESCRIPTORS + count);
	return error == -EUCLEAN ? 0 : error;
}
