/*
 * The files that are partitions: those of boot/partitions, by the number in
 * their names, and EFI images, which get one because firmware that starts from
 * a disk looks for a partition.
 */
#ifndef ISOWEAVE_HYBRID_PARTITION_H
#define ISOWEAVE_HYBRID_PARTITION_H

#include "boot/look.h"
#include "hybrid/area.h"

/* GPT partitions that still leave a number for the room between any two. */
#define PARTITIONS_MAX 63

struct partition {
	int number;	  /* in the table, from 1 */
	bool has_name;	  /* in boot/partitions; else it is an EFI entry */
	const char *name; /* behind the number, or the entry's */
	const struct iw_node *node;
	struct boot_image image;
	struct partition_settings is; /* nothing in it is auto */
};

struct partitions {
	size_t count;
	struct partition of[PARTITIONS_MAX];
};

/*
 * The partitions that go with AREA. -EINVAL, with its sentence said, for what
 * no table can hold; OUT then has the others. -EIO.
 */
int partitions_list(const struct boot *boot, const struct area *area,
	uint64_t seed, const struct diag *diag, struct partitions *out);

#endif
