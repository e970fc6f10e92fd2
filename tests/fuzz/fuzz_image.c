/*
 * An image, and the journal beside it: opened, looked at in every view, edited
 * where it permits that, and emitted. Which loader it is that is tried is said
 * by the seeds.
 */
#include <errno.h>

#include "failing.h"
#include "stage.h"
#include "tour.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sparse input;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	stage_open();
	failing_open();
	return 0;
}

/* Opens it as the input says; a damaged one is only looked at. */
static int open_image(bool *is_writable, struct iw_image **out)
{
	int error = -EUCLEAN;

	*is_writable = !(input.mode & SPARSE_READ_ONLY);
	if (input.mode & SPARSE_FROM)
		error = stage_image("from", stage_path("base"), out);
	else if (*is_writable)
		error = stage_image(NULL, NULL, out);
	if (!error)
		return 0;
	*is_writable = false;
	return stage_image("ro", NULL, out);
}

static bool has_journal(void)
{
	for (size_t i = 0; i < input.count; i++) {
		if (sparse_is_frame(&input.piece[i]))
			return true;
	}
	return false;
}

/* What was synced is sound, and what failed can be tried again; but a journal
 * can be of another file. */
static void commit(struct iw_image *image)
{
	if (input.mode / SPARSE_FAULT) {
		failing_begin(input.mode / SPARSE_FAULT);
		(void)iw_sync(image);
		failing_begin(0);
		tour_views(image);
	}
	if (iw_close(image)) {
		STAGE_ASSERT(has_journal());
		return;
	}
	STAGE_ASSERT(!stage_image(NULL, NULL, &image));
	tour_views(image);
	iw_abandon(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct iw_image *image;
	bool is_writable, is_emitted = false;

	sparse_get(&input, data, size);
	stage_begin();
	stage_write(&input);
	if (!open_image(&is_writable, &image)) {
		tour_views(image);
		if (is_writable) {
			tour_edit(image);
			is_emitted = !tour_snapshot(image);
		}
		if (is_emitted && input.mode & SPARSE_COMMIT)
			commit(image);
		else
			iw_abandon(image);
	}
	stage_end();
	return 0;
}
