/*
 * Layout: an image is a list of sections, and nothing looks forward.
 *
 *	plan    every format appends sections: sizes final, places unknown
 *	place   zones one after another; now each section has its sector
 *	render  a section's bytes are made, into memory; cannot fail
 *
 *	 0        16            ...                          front
 *	┌────────┬─────────────┬─────────────┬─────────────┬───────────┬──────┐
 *	│ system │ volume      │ path tables │ directories │ contin-   │ data │
 *	│ area   │ descriptors │             │ iso, joliet │ uations   │ zone │
 *	└────────┴─────────────┴─────────────┴─────────────┴───────────┴──────┘
 *	 ◀──── head: fixed ───▶ ◀──── body: one run, anywhere ────────▶
 *
 * A first commit has the body directly behind the head and the data behind
 * that; a later one has it in free sectors. Patches lie over sectors of data
 * that differ on the medium from what the file reads like. The tail, where a
 * format needs one, is the volume's last sectors; where more follow, it ends
 * 256 before the last, where the anchor of a UDF volume may be, too (ECMA-167
 * 3/8.4.2.1). Knows only bytes and sectors.
 */
#ifndef ISOWEAVE_LAYOUT_LAYOUT_H
#define ISOWEAVE_LAYOUT_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* In the order of their places. The first of them are the head. */
enum zone {
	ZONE_SYSTEM_AREA, /* sectors 0 to 15, from 0 */
	ZONE_DESCRIPTORS, /* from sector 16, one after another, by rank */
	ZONE_PARTITION,	  /* the same from LAYOUT_PARTITION + 16 */
	ZONE_FIXED,	  /* at the sector that the section names */
	ZONE_PATH_TABLES, /* the body begins */
	ZONE_DIRECTORIES,
	ZONE_CONTINUATIONS,
	ZONE_BLANK,   /* layout_blank() */
	ZONE_ENTRIES, /* information control blocks and the like */
	ZONE_TAIL,    /* the last sectors of the volume, behind body and data */
	ZONE_END,     /* behind that, what is not for readers of volumes */
	ZONE_PATCHES, /* over data, at the sector that locate tells */
};

/* The sector at which a partition begins that has the volume in it, with
 * descriptors of its own. */
#define LAYOUT_PARTITION 16

struct layout;

struct section {
	enum zone zone;
	int rank;      /* order within the zone; then of adding */
	uint64_t size; /* bytes */
	uint64_t lba;  /* ZONE_FIXED: given; else set by placing */
	/* ZONE_PATCHES: the sector, asked once, when placing. */
	uint64_t (*locate)(const struct section *self);
	/* Writes SIZE bytes to OUT, which is zeroed up to a whole sector. */
	void (*render)(const struct layout *layout, const struct section *self,
		uint8_t *out);
	const void *subject; /* the renderer's own */
};

struct layout *layout_new(void); /* NULL: no memory */
void layout_free(struct layout *layout);
/* Memory that lives as long as the layout: plans are made of it. Zeroed. */
void *layout_alloc(struct layout *layout, size_t size);
/* Likewise for bytes: not aligned, so that many short ones lie close. */
void *layout_bytes(struct layout *layout, size_t size);

/* Appends a section and returns it, valid until layout_free; NULL: no memory.
 * SIZE must not be 0. */
struct section *layout_add(struct layout *layout, const struct section *what);

/*
 * One blank sector, the same for all formats, behind the directories and
 * before the data: the place of files without bytes. Readers that check where
 * a file lies find it in bounds, and nothing else there. NULL: no memory.
 */
const struct section *layout_blank(struct layout *layout);

/* Says that SECTION, made by the plan, is what the file FILE consists of; and
 * which one is, for those who name it. NULL: the file has none. -ENOMEM. */
int layout_own(
	struct layout *layout, const void *file, const struct section *section);
const struct section *layout_owned(
	const struct layout *layout, const void *file);

/* Says that the data of FILE must lie behind the body, wherever that will be.
 * -ENOMEM. */
int layout_follow(struct layout *layout, void *file);
/* Calls EACH for every one, in the order of adding, until it is not 0; returns
 * that. */
typedef int layout_each(void *user, void *file);
int layout_followers(
	const struct layout *layout, layout_each *each, void *user);

/* Sectors from 0 that the head covers, and that the body needs; final once
 * every format has planned. */
uint64_t layout_head_sectors(const struct layout *layout);
uint64_t layout_body_sectors(const struct layout *layout);
/* Lets the volume end where ROUND puts an end, which is not before it. */
void layout_round_end(
	struct layout *layout, uint64_t (*round)(uint64_t sectors));
/*
 * Where a volume ends (first sector not in it) of which body and data cover
 * the sectors up to USED: the tail comes behind. A volume with a tail fills
 * whole 32 KiB, which drives write at least: its last sector stays the last.
 */
uint64_t layout_volume_end(const struct layout *layout, uint64_t used);
/* Gives every section its place: the body from BODY_LBA, the tail up to END,
 * which is layout_volume_end() of what is used, or more. The places of data
 * are final by now. */
void layout_place(struct layout *layout, uint64_t body_lba, uint64_t end);
uint64_t layout_end(const struct layout *layout);

/*
 * Calls WRITE with whole rendered sectors in ascending order of place: the
 * head without gaps, then the others; adjoining sections come together. Stops
 * at the first that is not 0 and returns it; -ENOMEM.
 */
typedef int layout_write(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count);
int layout_render(const struct layout *layout, layout_write *write, void *user);

#endif
