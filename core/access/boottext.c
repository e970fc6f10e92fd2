#include "access/boottext.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/bootline.h"
#include "boot/note.h"
#include "emit/format.h"
#include "hybrid/hybrid.h"
#include "store/journal.h"

/* ---- Reading ---- */

/* The last sentence of what is asked, for the comment behind its line. */
struct reason {
	char sentence[300];
};

static void keep_reason(void *owner, int severity, const char *sentence)
{
	struct reason *reason = owner;

	(void)severity;
	snprintf(reason->sentence, sizeof(reason->sentence), "%s", sentence);
}

static uint64_t seed_of(struct iw_image *image)
{
	struct source source = { .root = image->model.root };

	emit_clock(&source);
	return hybrid_seed(&source);
}

static void print_subject(
	const char *folder, const char *prefix, const char *name, FILE *out)
{
	char path[4 * 1024];

	snprintf(path, sizeof(path), "%s/%s%s", folder, prefix, name);
	bootline_quote(out, path);
}

static void print_reason(const struct reason *reason, FILE *out)
{
	if (*reason->sentence)
		fprintf(out, " # %s", reason->sentence);
	putc('\n', out);
}

static int print_entries(struct iw_image *image, FILE *out)
{
	struct boot_entry *entries;
	size_t count;
	int error = boot_entries(&image->boot, &entries, &count);

	if (error)
		return error;
	for (size_t i = 0; i < count && (!error || error == -EINVAL); i++) {
		struct reason reason = { "" };
		const struct diag diag = { &reason, keep_reason };

		error = boot_entry_settle(&image->boot, &diag, &entries[i]);
		print_subject(boot_places[entries[i].place].name, "",
			entries[i].name, out);
		boot_keys_print(entry_keys, &entries[i].is, NULL, out);
		print_reason(&reason, out);
	}
	free(entries);
	return error == -EINVAL ? 0 : error;
}

static void print_partition(const struct partition *partition, FILE *out)
{
	char number[16];

	if (!partition->has_name)
		return;
	snprintf(number, sizeof(number), "%d-", partition->number);
	print_subject(boot_places[PLACE_PARTITIONS].name, number,
		partition->name, out);
	boot_keys_print(partition_keys, &partition->is, NULL, out);
	putc('\n', out);
}

static int print_area(struct iw_image *image, FILE *out)
{
	struct reason reason = { "" };
	const struct diag diag = { &reason, keep_reason };
	struct hybrid_view *view = malloc(sizeof(*view));
	int error = -ENOMEM;

	if (view)
		error = hybrid_look(&image->boot, seed_of(image), &diag, view);
	if (!error || error == -EINVAL) {
		for (size_t i = 0; i < view->partitions.count; i++)
			print_partition(&view->partitions.of[i], out);
		fputs(boot_places[PLACE_AREA].name, out);
		boot_keys_print(area_keys, &view->area.is, NULL, out);
		print_reason(&reason, out);
		error = 0;
	}
	free(view);
	return error;
}

int boottext_read(struct iw_image *image, char **out, size_t *size)
{
	char *text = NULL;
	FILE *to = open_memstream(&text, size);
	int error;

	if (!to)
		return -ENOMEM;
	error = print_entries(image, to);
	if (!error)
		error = print_area(image, to);
	if (fclose(to) && !error)
		error = -ENOMEM;
	if (error)
		free(text);
	else
		*out = text;
	return error;
}

/* ---- Writing ---- */

/* The file that a line speaks of. */
static int find_subject(
	struct iw_image *image, const char *word, struct boot_record *out)
{
	const char *name = strchr(word, '/');

	for (int place = 0; place < PLACES; place++) {
		const char *folder = boot_places[place].name;
		size_t length = name ? (size_t)(name - word) : strlen(word);
		struct iw_node *node;

		if (strlen(folder) != length || strncmp(folder, word, length))
			continue;
		if (place == PLACE_AREA && !name) {
			*out = boot_record_get(&image->boot, place, 0);
			return 0;
		}
		node = name && place != PLACE_AREA
			       ? model_find(&image->model,
					 image->boot.nodes[place], IW_BOOT,
					 name + 1)
			       : NULL;
		if (!node)
			break;
		*out = boot_record_get(&image->boot, place, node->ino);
		return 0;
	}
	return diag_fail(&image->diag, -EINVAL,
		"boot/settings: there is no boot/%s to speak of", word);
}

/* Whether what there is can be made an image of: -EINVAL. */
static int check(struct iw_image *image, const struct boot_record *record,
	const struct diag *diag)
{
	struct boot_entry *entries;
	struct hybrid_view *view;
	size_t count;
	int error = boot_entries(&image->boot, &entries, &count);

	if (error)
		return error;
	for (size_t i = 0; i < count && !error; i++) {
		if (entries[i].node->ino == record->ino)
			error = boot_entry_settle(
				&image->boot, diag, &entries[i]);
	}
	free(entries);
	if (error || record->place < PLACE_PLATFORMS)
		return error;
	view = malloc(sizeof(*view));
	if (!view)
		return -ENOMEM;
	error = hybrid_look(&image->boot, seed_of(image), diag, view);
	free(view);
	return error;
}

/* Puts RECORD in the place of BEFORE, if the image is no worse for it. */
static int try_record(struct iw_image *image, const struct boot_record *before,
	const struct boot_record *record)
{
	int was = check(image, before, NULL);
	int error = boot_record_set(&image->boot, record);

	if (error || was)
		return error;
	error = check(image, record, &image->diag);
	if (error)
		/* There is room for it now. */
		(void)boot_record_set(&image->boot, before);
	return error;
}

static int change(struct iw_image *image, const struct boot_record *before,
	const char *text, size_t size)
{
	struct boot_record record = *before;
	const struct note_text note = { before->place, before->ino, text,
		size };
	int error = boot_record_parse(&record, text, size, &image->diag);

	if (!error)
		error = journal_begin(image->journal, NOTE_ROOM);
	if (error)
		return error;
	error = try_record(image, before, &record);
	if (!error) {
		note_line(image->journal, &note);
		image->model.changes++;
	}
	journal_end(image->journal);
	return error;
}

static int write_line(struct iw_image *image, const char *text, size_t size)
{
	struct bootline line;
	struct boot_record record;
	const char *subject;
	size_t used;
	bool whole;
	int error;

	if (!bootline_begin(&line, text, size))
		return diag_fail(&image->diag, -EINVAL,
			"boot/settings: a line of %zu bytes, at most %d fit",
			size, BOOTLINE_SIZE - 1);
	subject = bootline_word(&line, &whole);
	if (!subject)
		return 0;
	if (!whole)
		return diag_fail(&image->diag, -EINVAL,
			"boot/settings: a quote does not end");
	error = find_subject(image, subject, &record);
	used = (size_t)(line.next - line.text);
	return error ? error : change(image, &record, text + used, size - used);
}

ssize_t boottext_write(struct iw_image *image, const char *text, size_t size)
{
	size_t done = 0;
	int error = 0;

	while (done < size && !error) {
		const char *end = memchr(text + done, '\n', size - done);
		size_t length = end ? (size_t)(end - text) - done : size - done;

		error = write_line(image, text + done, length);
		if (!error)
			done += length + (end != NULL);
	}
	return error && !done ? error : (ssize_t)done;
}
