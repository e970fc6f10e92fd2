#include "boot/note.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/bytes.h"

struct line_note {
	uint8_t place;
	le64 ino;
	char text[BOOTLINE_SIZE];
};

struct patch_note {
	le64 ino;
	uint8_t has_table, has_grub2;
	uint8_t table[sizeof(struct boot_info_table)];
	uint8_t grub2[GRUB2_INFO_SIZE];
};

static_assert(JOURNAL_RECORD + sizeof(struct line_note) <= NOTE_ROOM &&
		      JOURNAL_RECORD + sizeof(struct patch_note) <= NOTE_ROOM,
	"a frame has room for each");

void note_line(struct journal *journal, const struct note_text *line)
{
	struct line_note note = {
		.place = (uint8_t)line->place,
		.ino = le64_from(line->ino),
	};

	memcpy(note.text, line->text, line->size);
	journal_put(journal, NOTE_LINE, &note,
		offsetof(struct line_note, text) + line->size);
}

void note_patch(struct journal *journal, const struct boot_patch *patch)
{
	struct patch_note note = {
		.ino = le64_from(patch->ino),
		.has_table = patch->fields.table,
		.has_grub2 = patch->fields.grub2,
	};

	memcpy(note.table, patch->table, sizeof(note.table));
	memcpy(note.grub2, patch->grub2, sizeof(note.grub2));
	journal_put(journal, NOTE_PATCH, &note, sizeof(note));
}

static int replay_line(struct boot *boot, const uint8_t *bytes, size_t size)
{
	const struct line_note *note = (const void *)bytes;
	size_t head = offsetof(struct line_note, text);
	struct boot_record record;

	if (size < head || note->place >= PLACES)
		return -EUCLEAN;
	record = boot_record_get(boot, note->place, le64_get(note->ino));
	if (boot_record_parse(&record, note->text, size - head, NULL))
		return -EUCLEAN;
	return boot_record_set(boot, &record);
}

static int replay_patch(struct boot *boot, const uint8_t *bytes, size_t size)
{
	const struct patch_note *note = (const void *)bytes;
	struct boot_patch patch;

	if (size != sizeof(*note))
		return -EUCLEAN;
	patch = (struct boot_patch){
		.ino = le64_get(note->ino),
		.fields = { note->has_table, note->has_grub2 },
	};
	memcpy(patch.table, note->table, sizeof(patch.table));
	memcpy(patch.grub2, note->grub2, sizeof(patch.grub2));
	return patch_note(boot, &patch);
}

int note_replay(
	struct boot *boot, uint8_t kind, const uint8_t *bytes, size_t size)
{
	if (kind == NOTE_LINE)
		return replay_line(boot, bytes, size);
	if (kind == NOTE_PATCH)
		return replay_patch(boot, bytes, size);
	return -EUCLEAN;
}

static int checkpoint_record(
	const struct boot_record *record, struct journal *journal)
{
	struct note_text line = { record->place, record->ino, NULL, 0 };
	char *text = NULL;
	FILE *out = open_memstream(&text, &line.size);
	int error;

	if (!out)
		return -ENOMEM;
	boot_record_print(record, out);
	error = fclose(out) ? -ENOMEM : journal_begin(journal, NOTE_ROOM);
	if (!error) {
		line.text = text;
		note_line(journal, &line);
		journal_end(journal);
	}
	free(text);
	return error;
}

int note_checkpoint(const struct boot *boot, struct journal *journal)
{
	int error = 0;

	for (size_t i = 0; i < boot->record_count && !error; i++)
		error = checkpoint_record(&boot->records[i], journal);
	for (size_t i = 0; i < boot->patch_count && !error; i++) {
		error = journal_begin(journal, NOTE_ROOM);
		if (error)
			break;
		note_patch(journal, &boot->patches[i]);
		journal_end(journal);
	}
	return error;
}
