/*
 * The settings of an image: one table row an option, with its help, its check
 * and its place in struct settings. Read by the formats and the names; set by
 * -o, and on the mount through settings/.
 */
#ifndef ISOWEAVE_SETTINGS_SETTINGS_H
#define ISOWEAVE_SETTINGS_SETTINGS_H

#include <isoweave.h>

enum deep { DEEP_ALLOW, DEEP_RELOCATE };
enum order { ORDER_DENSE, ORDER_CANONICAL };

struct settings {
	char *from; /* path or NULL */
	bool read_only;
	bool context[IW_CONTEXTS]; /* that all/ names files in */
	int iso_level;		   /* 1 to 4 */
	bool joliet_long;	   /* 103 characters, not 64 */
	int rrip;		   /* 110 or 112 */
	int udf;		   /* 102, 150, 201 or 260 */
	enum deep deep;
	enum order order;
	char *charset;	   /* of names in the mount */
	uint64_t capacity; /* sectors, 0: no limit */
	/* Volume identifiers, UTF-8; "" where not set. */
	char *volid, *sysid, *volset, *publisher, *preparer, *application,
		*copyright, *abstract, *bibliography;
};

#endif
