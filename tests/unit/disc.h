/*
 * A disc: what is planned from a scene, drawn into memory, and lines that say
 * what is on it, as the standards decode it.
 *
 *	FOO.TXT;1   a record; SUB/ a directory; FOO;1+ with sections to follow
 *	FOO.;1!     with the existence bit
 *	FOO.;1[PX TF NM=foo | RE]   its system use; behind | in another area
 */
#ifndef ISOWEAVE_TESTS_DISC_H
#define ISOWEAVE_TESTS_DISC_H

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "disk/iso_volume.h"
#include "disk/susp.h"
#include "emit/format.h"
#include "util/utf8.h"

#include "scene.h"

#define DISC_DATA 100000u /* the sector at which data begin */

struct disc {
	struct source source;
	struct store *store;
	struct layout *layout;
	uint8_t *bytes;
	uint64_t sectors;
	char line[65536];
	char said[1024];
};

static int disc_write(
	void *user, uint64_t lba, const uint8_t *sectors, uint64_t count)
{
	struct disc *disc = user;

	ck_assert_uint_le(lba + count, disc->sectors);
	memcpy(disc->bytes + lba * 2048, sectors, count * 2048);
	return 0;
}

static void disc_say(void *owner, int severity, const char *sentence)
{
	struct disc *disc = owner;

	(void)severity;
	snprintf(disc->said, sizeof(disc->said), "%s", sentence);
}

/* Plans and draws SCENE; returns what planning did. */
SCENE_UNUSED static int disc_draw(struct disc *disc, struct scene *scene)
{
	static struct diag diag;
	int fd = memfd_create("disc", MFD_CLOEXEC);
	uint64_t head, body;
	int error;

	memset(disc, 0, sizeof(*disc));
	diag = (struct diag){ .owner = disc, .log = disc_say };
	disc->store = store_new(NULL);
	ck_assert_int_eq(store_adopt(disc->store, fd, 1 << 20), 0);
	disc->layout = layout_new();
	disc->source = (struct source){
		.root = scene->model.root,
		.settings = &scene->settings,
		.store = disc->store,
		.diag = &diag,
		.now = { 1000000000, 0 },
		.latest = { 1000000000, 0 },
	};
	error = emit_plan(disc->layout, &disc->source);
	if (error)
		return error;
	head = layout_head_sectors(disc->layout);
	body = layout_body_sectors(disc->layout);
	disc->sectors = layout_volume_end(disc->layout, head + body);
	disc->bytes = calloc(disc->sectors, 2048);
	layout_place(disc->layout, head, disc->sectors);
	return layout_render(disc->layout, disc_write, disc);
}

SCENE_UNUSED static void disc_close(struct disc *disc)
{
	free(disc->bytes);
	layout_free(disc->layout);
	store_free(disc->store);
}

/* A scene in which COMMANDS were run, and what is drawn from it. */
SCENE_UNUSED static void disc_begin(
	struct disc *disc, struct scene *scene, const char *commands)
{
	scene_begin(scene, commands);
	ck_assert_int_eq(disc_draw(disc, scene), 0);
}

SCENE_UNUSED static void disc_end(struct disc *disc, struct scene *scene)
{
	disc_close(disc);
	scene_close(scene);
}

/* The file at PATH has SIZE bytes, COUNTed as sectors from DISC_DATA. */
SCENE_UNUSED static struct iw_node *disc_file(
	struct scene *scene, const char *path, uint64_t size, uint64_t sector)
{
	struct iw_node *node = scene_node(scene, path);

	node->content.size = size;
	node->content.count = 1;
	node->content.at.one.start = DISC_DATA + sector;
	node->content.at.one.count = sectors_of(size);
	return node;
}

static const uint8_t *disc_at(const struct disc *disc, uint64_t lba)
{
	ck_assert_uint_lt(lba, disc->sectors);
	return disc->bytes + lba * 2048;
}

SCENE_UNUSED static const struct iso_volume *disc_volume(
	const struct disc *disc, uint64_t lba)
{
	return (const struct iso_volume *)disc_at(disc, lba);
}

/* The root of the volume whose descriptor is at LBA. */
SCENE_UNUSED static struct iso_record disc_root(
	const struct disc *disc, uint64_t lba)
{
	struct iso_volume_tree tree;

	ck_assert_int_eq(iso_volume_decode(disc_volume(disc, lba), &tree), 0);
	return tree.root;
}

/* The record behind *AT bytes of DIR's; false: there is none. */
static bool disc_next(const struct disc *disc, const struct iso_record *dir,
	size_t *at, struct iso_record *out)
{
	const uint8_t *bytes = disc_at(disc, dir->extent);
	int size = 0;

	while (*at < dir->size) {
		size = iso_record_decode(bytes + *at, 2048 - *at % 2048, out);
		ck_assert_int_ge(size, 0);
		if (size)
			break;
		*at += 2048 - *at % 2048;
	}
	*at += (size_t)size;
	return size > 0;
}

static char *disc_put_identifier(
	char *to, const struct iso_record *record, enum iw_view view)
{
	if (record->identifier_size == 1 && record->identifier[0] < 2)
		return stpcpy(to, record->identifier[0] ? ".." : ".");
	if (view == IW_JOLIET)
		return to + utf16_get((const be16 *)record->identifier,
				    record->identifier_size / 2, to, 1024);
	memcpy(to, record->identifier, record->identifier_size);
	to[record->identifier_size] = '\0';
	return to + record->identifier_size;
}

/* The entry SIGNATURE of RECORD from its N-th on, wherever it is; or NULL. */
SCENE_UNUSED static const struct susp_head *disc_entry(const struct disc *disc,
	const struct iso_record *record, const char *signature, int n)
{
	const uint8_t *at = record->use, *end = at + record->use_size;
	const uint8_t *next = NULL, *next_end = NULL;
	const struct susp_head *entry;
	int size;

	for (;;) {
		while ((size = susp_decode(at, end, &entry)) > 0) {
			if (!memcmp(entry->signature, signature, 2) && !n--)
				return entry;
			if (!memcmp(entry->signature, "CE", 2)) {
				const struct susp_ce *ce = (const void *)entry;

				next = disc_at(disc, le32_get(ce->block.le)) +
				       le32_get(ce->offset.le);
				next_end = next + le32_get(ce->length.le);
			}
			at += size;
		}
		ck_assert_int_eq(size, 0);
		if (!next)
			return NULL;
		at = next;
		end = next_end;
		next = NULL;
	}
}

static char *disc_put_use(
	const struct disc *disc, char *to, const struct iso_record *record)
{
	const uint8_t *at = record->use, *end = at + record->use_size;
	const struct susp_head *entry;
	const struct susp_ce *ce;
	int size;

	to = stpcpy(to, "[");
	for (;;) {
		ce = NULL;
		while ((size = susp_decode(at, end, &entry)) > 0) {
			at += size;
			if (!memcmp(entry->signature, "CE", 2)) {
				ce = (const void *)entry;
				continue;
			}
			to += sprintf(to, "%s%.2s", to[-1] == '[' ? "" : " ",
				entry->signature);
			if (!memcmp(entry->signature, "NM", 2))
				to += sprintf(to, "=%.*s", size - 5,
					(const char *)entry + 5);
		}
		ck_assert_int_eq(size, 0);
		if (!ce)
			return stpcpy(to, "]");
		to = stpcpy(to, " |");
		at = disc_at(disc, le32_get(ce->block.le)) +
		     le32_get(ce->offset.le);
		end = at + le32_get(ce->length.le);
		ck_assert_uint_le(
			le32_get(ce->offset.le) + le32_get(ce->length.le),
			2048);
	}
}

static char *disc_put(const struct disc *disc, char *to,
	const struct iso_record *record, enum iw_view view)
{
	to = disc_put_identifier(to, record, view);
	if (record->flags & ISO_DIRECTORY &&
		(record->identifier[0] > 1 || record->identifier_size > 1))
		to = stpcpy(to, "/");
	if (record->flags & ISO_EXISTENCE)
		to = stpcpy(to, "!");
	if (record->flags & ISO_MULTI_EXTENT)
		to = stpcpy(to, "+");
	return record->use_size ? disc_put_use(disc, to, record) : to;
}

static const char *disc_names(
	struct disc *disc, const struct iso_record *dir, enum iw_view view)
{
	struct iso_record record;
	char *to = disc->line;
	size_t at = 0;

	while (disc_next(disc, dir, &at, &record)) {
		if (at > 68 && to != disc->line)
			to = stpcpy(to, " ");
		if (record.identifier_size == 1 && record.identifier[0] < 2)
			continue;
		to = disc_put(disc, to, &record, view);
	}
	*to = '\0';
	return disc->line;
}

/* A line of DIR's records, the dots left out. */
SCENE_UNUSED static const char *disc_dir(
	struct disc *disc, const struct iso_record *dir)
{
	return disc_names(disc, dir, IW_ISO);
}

SCENE_UNUSED static const char *disc_joliet(
	struct disc *disc, const struct iso_record *dir)
{
	return disc_names(disc, dir, IW_JOLIET);
}

/* The record at PATH, of identifiers, below DIR; "." and ".." too. */
SCENE_UNUSED static struct iso_record disc_find(
	struct disc *disc, const struct iso_record *dir, const char *path)
{
	size_t size = strcspn(path, "/"), at = 0;
	struct iso_record record;
	char name[1024];

	while (disc_next(disc, dir, &at, &record)) {
		disc_put_identifier(name, &record, IW_ISO);
		if (strlen(name) != size || memcmp(name, path, size))
			continue;
		if (path[size])
			return disc_find(disc, &record, path + size + 1);
		return record;
	}
	ck_abort_msg("no record %s", path);
}

#endif
