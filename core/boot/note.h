/*
 * boot/ in the journal, beside the model's records.
 *
 *	line  := place ino text		what the user said of a file
 *	patch := ino fields bytes	what the medium may differ in
 */
#ifndef ISOWEAVE_BOOT_NOTE_H
#define ISOWEAVE_BOOT_NOTE_H

#include "boot/bootline.h"
#include "boot/patch.h"
#include "store/journal.h"

/* Behind those of the image's own kinds (image/mark.h, image/tuning.h). */
enum {
	NOTE_LINE = JOURNAL_IMAGE + 0x18,
	NOTE_PATCH,
};

/* Bytes of a frame that one of them may take. */
#define NOTE_ROOM (JOURNAL_RECORD + 16 + BOOTLINE_SIZE)

/* A line's text, behind its subject. */
struct note_text {
	enum boot_place place;
	uint64_t ino;
	const char *text;
	size_t size; /* at most BOOTLINE_SIZE */
};

/* Into the open frame of JOURNAL, or NULL; cannot fail. */
void note_line(struct journal *journal, const struct note_text *line);
void note_patch(struct journal *journal, const struct boot_patch *patch);

/* Does what a record says. -EUCLEAN: it is damaged, or none of these; -ENOMEM.
 */
int note_replay(
	struct boot *boot, uint8_t kind, const uint8_t *bytes, size_t size);
/* Writes all of BOOT to JOURNAL. -ENOSPC, -EIO, -ENOMEM. */
int note_checkpoint(const struct boot *boot, struct journal *journal);

#endif
