#include "udf/udf_load.h"

#include <errno.h>
#include <stdlib.h>

#include "udf/udfplan.h"

enum { COMPONENTS_MAX = 65536 }; /* bytes of a symlink's target */

/* Whether all of it is in sectors of its own. */
static bool is_adoptable(const struct udf_runs *runs)
{
	uint64_t size = 0;

	for (uint32_t i = 0; i < runs->count; i++) {
		const struct udf_piece *piece = &runs->piece[i];

		/* Only the last piece may end within a sector. */
		if (piece->at == UDF_HOLE || piece->at % SECTOR_SIZE ||
			size % SECTOR_SIZE)
			return false;
		size = piece->size;
	}
	return true;
}

static int adopt(struct udf_disc *disc, struct find *find,
	const struct udf_runs *runs, struct iw_node **out)
{
	struct extent *extents = calloc(runs->count + 1u, sizeof(*extents));
	int error;

	if (!extents)
		return -ENOMEM;
	for (uint32_t i = 0; i < runs->count; i++)
		extents[i] = (struct extent){
			.start = runs->piece[i].at / SECTOR_SIZE,
			.count = sectors_of(runs->piece[i].size),
		};
	find->extents = extents;
	find->count = runs->count;
	error = intake_node(disc->intake, find, out);
	find->extents = NULL;
	find->count = 0;
	free(extents);
	return error;
}

static int copy(struct udf_disc *disc, struct find *find,
	const struct udf_runs *runs, struct iw_node **out)
{
	struct intake *intake = disc->intake;
	struct import *imports = calloc(runs->count, sizeof(*imports));
	int error;

	if (!imports)
		return -ENOMEM;
	for (uint32_t i = 0; i < runs->count; i++) {
		const struct udf_piece *piece = &runs->piece[i];
		bool is_hole = piece->at == UDF_HOLE;

		imports[i] = (struct import){
			.fd = intake->medium.fd,
			.at = is_hole ? INTAKE_ZEROS : piece->at,
			.size = piece->size,
		};
	}
	error = intake_copy(intake, find, imports, runs->count, out);
	free(imports);
	return error;
}

static int take_file(struct udf_disc *disc, const struct udf_found_entry *entry,
	struct find *find, struct iw_node **out)
{
	struct udf_runs runs;
	int error = runs_of(disc, entry, &runs);

	find->size = runs.size;
	if (!error)
		error = is_adoptable(&runs) ? adopt(disc, find, &runs, out)
					    : copy(disc, find, &runs, out);
	runs_free(&runs);
	return error;
}

static int read_target(struct udf_disc *disc,
	const struct udf_found_entry *entry, char target[TARGET_SIZE])
{
	uint8_t *bytes = malloc(COMPONENTS_MAX);
	struct udf_runs runs = { 0 };
	int error = bytes ? runs_of(disc, entry, &runs) : -ENOMEM;

	if (!error && runs.size > COMPONENTS_MAX)
		error = -EUCLEAN;
	if (!error)
		error = runs_read(disc, &runs, 0, (size_t)runs.size, bytes);
	if (!error)
		error = pathname_get(
			bytes, (size_t)runs.size, target, TARGET_SIZE);
	if (!error && !*target)
		error = -EUCLEAN;
	runs_free(&runs);
	free(bytes);
	return error;
}

/* -ENOENT: what it leads to is no target, and was said. */
static int take_symlink(struct udf_disc *disc,
	const struct udf_found_entry *entry, struct find *find,
	struct iw_node **out)
{
	char target[TARGET_SIZE];
	int error = read_target(disc, entry, target);

	if (error == -EUCLEAN || error == -ENAMETOOLONG) {
		intake_fault(disc->intake, find->lba, "ECMA-167 4/14.16.1",
			"'%s' is left out: a symlink without a target that "
			"can be read",
			find->name);
		return -ENOENT;
	}
	find->target = target;
	if (!error)
		error = intake_node(disc->intake, find, out);
	find->target = NULL;
	return error;
}

int holding_make(struct udf_disc *disc, const struct udf_found_entry *entry,
	struct find *find, struct iw_node **out)
{
	if (S_ISREG(find->mode))
		return take_file(disc, entry, find, out);
	if (S_ISLNK(find->mode))
		return take_symlink(disc, entry, find, out);
	return intake_node(disc->intake, find, out);
}
