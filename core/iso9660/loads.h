/*
 * The loaders of ISO 9660, Rock Ridge and Joliet, the mirrors of their plans.
 */
#ifndef ISOWEAVE_ISO9660_LOADS_H
#define ISOWEAVE_ISO9660_LOADS_H

#include "disk/iso_volume.h"
#include "load/intake.h"

/* What the descriptors of a session say. */
struct iso_session {
	uint64_t start;	 /* sector, 16 before its descriptors */
	uint64_t blocks; /* of the volume, as it says */
	struct iso_volume primary, joliet;
	bool has_primary, has_joliet, has_enhanced;
	uint32_t catalog; /* El Torito's, by the boot record; 0: none */
	uint32_t count;	  /* descriptors, with the terminator */
};

/*
 * Reads the descriptors of the session that the settings ask for, else of the
 * last one, into OUT, and tells INTAKE where it is. -ENOENT: there is no ISO
 * 9660 volume; -EOPNOTSUPP, -EINVAL: none that can be taken, which was said;
 * -EIO.
 */
int session_read(struct intake *intake, struct iso_session *out);

/* The same of the descriptors of a session that begins at START. */
int session_take(
	struct intake *intake, uint64_t start, struct iso_session *out);

/* Hands the identifiers of the volume to the settings. */
void session_inherit(struct intake *intake, const struct iso_session *session);
/* Loads the primary tree, with its Rock Ridge, and what the descriptor says. */
int primary_load(struct intake *intake, const struct iso_session *session);
/* Loads the Joliet tree, if there is one. */
int joliet_load(struct intake *intake, const struct iso_session *session);

#endif
