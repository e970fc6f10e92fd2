/* A medium with sessions, as far as their descriptors and roots go. */
#ifndef ISOWEAVE_TESTS_SESSION_SCENE_H
#define ISOWEAVE_TESTS_SESSION_SCENE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "iso9660/toc.h"

#include "unit.h"

/* One that begins at START; its ROOT is counted from there. */
struct told {
	uint64_t start;
	uint32_t blocks, root;
	int year;
};

static struct iso_root_record session_root(uint32_t lba)
{
	return (struct iso_root_record){
		.head = {
			.length = sizeof(struct iso_root_record),
			.extent = both32_from(lba),
			.data_length = both32_from(SECTOR_SIZE),
			.flags = ISO_DIRECTORY,
			.identifier_length = 1,
		},
	};
}

/* Writes the descriptor of TOLD to FD, and, at WHERE, its root directory, which
 * says that it is at the sector that the descriptor tells. */
static void session_put(int fd, const struct told *told, uint64_t where)
{
	struct iso_volume volume = {
		.head = iso_volume_head(ISO_PRIMARY, 1),
		.space_size = both32_from(told->blocks),
		.block_size = both16_from(SECTOR_SIZE),
		.root = session_root((uint32_t)told->start + told->root),
	};
	char date[32];

	snprintf(date, sizeof(date), "%04d010112000000", told->year);
	memcpy(&volume.modified, date, 16);
	ck_assert_int_eq(
		pwrite(fd, &volume, sizeof(volume),
			(off_t)(told->start + TOC_DESCRIPTORS) * SECTOR_SIZE),
		sizeof(volume));
	ck_assert_int_eq(pwrite(fd, &volume.root, sizeof(volume.root),
				 (off_t)where * SECTOR_SIZE),
		sizeof(volume.root));
}

/* A medium of SECTORS, all zeros, in memory. */
static struct intake session_medium(uint64_t sectors)
{
	struct intake intake = {
		.medium = {
			.fd = memfd_create("medium", MFD_CLOEXEC),
			.size = sectors * SECTOR_SIZE,
		},
	};

	ck_assert_int_eq(
		ftruncate(intake.medium.fd, (off_t)intake.medium.size), 0);
	return intake;
}

#endif
