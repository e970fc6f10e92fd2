#include "iso9660/iso9660.h"

#include <assert.h>
#include <string.h>

#include "iso9660/volume.h"
#include "name/iso_name.h"

#define LEVEL_SECTIONS 3 /* ECMA-119 10.3 */
#define LEVEL_LONG 4

static size_t identifier(const struct tree *tree, mode_t mode, const char *name,
	uint8_t out[IDENTIFIER_MAX])
{
	char text[NAME_SIZE];
	size_t size = iso_name_identifier(
		tree->source->settings, tree->carried.form, mode, name, text);

	assert(size <= IDENTIFIER_MAX);
	memcpy(out, text, size);
	return size;
}

/* A name, an extension and a version at their separators; the parts are
 * compared as if padded (9.3), so a separator is less than any character. */
static int class_of(uint8_t c)
{
	return c == '.' || c == ';' ? 0 : c;
}

static uint32_t version_of(const struct record *record, size_t at)
{
	uint32_t version = 0;

	for (; at < record->identifier_size; at++)
		version = version * 10 + (record->identifier[at] - '0');
	return version;
}

/* The last versions are first. */
static int compare_versions(
	const struct record *left, const struct record *right, size_t at)
{
	uint32_t l, r;

	while (at > 0 && left->identifier[at - 1] != ';')
		at--;
	l = version_of(left, at);
	r = version_of(right, at);
	return l == r ? 0 : l > r ? -1 : 1;
}

static size_t common_size(const struct record *left, const struct record *right)
{
	size_t size = left->identifier_size < right->identifier_size
			      ? left->identifier_size
			      : right->identifier_size;
	size_t at = 0;

	while (at < size && left->identifier[at] == right->identifier[at])
		at++;
	return at;
}

static int compare(const struct record *left, const struct record *right)
{
	size_t at = common_size(left, right);
	int l = at < left->identifier_size ? left->identifier[at] : ';';
	int r = at < right->identifier_size ? right->identifier[at] : ';';

	if (memchr(left->identifier, ';', at))
		return compare_versions(left, right, at);
	if (class_of(l) != class_of(r))
		return class_of(l) - class_of(r);
	return r - l;
}

/* ISO 9660:1999 knows no parts. */
static int compare_long(const struct record *left, const struct record *right)
{
	size_t at = common_size(left, right);
	int l = at < left->identifier_size ? left->identifier[at] : -1;
	int r = at < right->identifier_size ? right->identifier[at] : -1;

	return l - r;
}

static const struct tree_kind tree_kind = {
	.view = IW_ISO,
	.contexts = VIEW_BIT(IW_ISO) | VIEW_BIT(IW_ROCKRIDGE),
	.rank = RANK_PRIMARY,
	.identifier = identifier,
	.compare = compare,
};

static const struct tree_kind tree_kind_long = {
	.view = IW_ISO,
	.contexts = VIEW_BIT(IW_ISO) | VIEW_BIT(IW_ROCKRIDGE),
	.rank = RANK_PRIMARY,
	.identifier = identifier,
	.compare = compare_long,
};

static const struct volume_kind primary = {
	.rank = RANK_PRIMARY,
	.type = ISO_PRIMARY,
	.version = 1,
	.structure_version = 1,
	.escape = "",
	.put = volume_put_ascii,
};

/* ISO 9660:1999 8.5 */
static const struct volume_kind enhanced = {
	.rank = RANK_ENHANCED,
	.type = ISO_SUPPLEMENTARY,
	.version = 2,
	.structure_version = 2,
	.escape = "",
	.put = volume_put_ascii,
};

static void remark(const struct tree *tree)
{
	const struct settings *settings = tree->source->settings;

	if (tree->large_files && settings->iso_level < LEVEL_SECTIONS)
		diag_say(tree->source->diag, LOG_NOTICE,
			"iso9660: %u files of more than 4 GiB - 2048 bytes are "
			"in several sections, as at iso-level=3",
			tree->large_files);
	if (tree->levels > TREE_LEVELS && !tree->extension &&
		settings->deep == DEEP_RELOCATE)
		diag_say(tree->source->diag, LOG_NOTICE,
			"iso9660: directories are %d levels deep; without "
			"names in rockridge/ they cannot be relocated",
			tree->levels);
}

int iso9660_plan(struct layout *layout, const struct source *source,
	struct extension *extension)
{
	bool is_long = source->settings->iso_level == LEVEL_LONG;
	struct tree *tree;
	int error;

	error = tree_plan(layout, source,
		is_long ? &tree_kind_long : &tree_kind, extension, &tree);
	if (error)
		return error;
	remark(tree);
	error = volume_plan(&primary, tree);
	if (!error && is_long)
		error = volume_plan(&enhanced, tree);
	return error ? error : volume_plan_terminator(layout, source);
}
