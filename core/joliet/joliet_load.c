#include "iso9660/loads.h"

#include <errno.h>
#include <string.h>

#include "iso9660/carry_load.h"
#include "iso9660/isowalk.h"
#include "util/utf8.h"

enum {
	UNITS_MAX = 127, /* in an identifier of 255 bytes */
	JOLIET_UNITS = 64,
	TEXT_MAX = UNITS_MAX * 3 + 1,
};

/* The name of a record: without its version. */
static void name_of(const struct iso_record *record, char out[TEXT_MAX])
{
	be16 units[UNITS_MAX];
	size_t count = record->identifier_size / sizeof(*units);
	size_t size;

	memcpy(units, record->identifier, count * sizeof(*units));
	size = utf16_get(units, count, out, TEXT_MAX);
	if (size >= 2 && strcmp(out + size - 2, ";1") == 0 &&
		!(record->flags & ISO_DIRECTORY))
		out[size - 2] = '\0';
}

/* utf16_get() makes something of these. */
static bool is_odd(const struct iso_record *record)
{
	const be16 *units = (const be16 *)record->identifier;

	for (size_t i = 0; i < record->identifier_size / sizeof(*units); i++) {
		if (!be16_get(units[i]) || be16_get(units[i]) == '/')
			return true;
	}
	return false;
}

static void date(const struct iso_record *record, struct find *find)
{
	time_t seconds = 0;

	iso_date_get(&record->date, &seconds);
	find->mtime = (struct timespec){ .tv_sec = seconds };
	find->atime = find->ctime = find->btime = find->mtime;
}

static int take(struct walk *walk, const struct iso_record *record)
{
	bool is_dir = record->flags & ISO_DIRECTORY;
	char name[TEXT_MAX];
	struct find find = {
		.dir = walk->now.node,
		.view = IW_JOLIET,
		.name = name,
		.size = walk->size,
		.extents = walk->sections,
		.count = walk->section_count,
		.lba = walk->lba,
		.is_hidden = record->flags & ISO_EXISTENCE,
	};
	struct iw_node *node;
	struct carry_losses *losses = walk->user;
	int error = carry_begin_joliet(walk->intake, record, losses);

	losses->associated += !error && record->flags & ISO_ASSOCIATED;
	if (error || record->flags & ISO_ASSOCIATED)
		return error;
	name_of(record, name);
	if (is_odd(record))
		intake_fault(walk->intake, walk->lba, "Joliet, characters",
			"a name that cannot be one is shown as '%s'", name);
	if (utf16_count(name) > JOLIET_UNITS)
		settings_inherit(walk->intake->settings, "joliet-long", "yes");
	intake_attributes(&find, is_dir ? S_IFDIR : S_IFREG);
	date(record, &find);
	error = intake_node(walk->intake, &find, &node);
	if (!error)
		error = intake_name(walk->intake, &find, node);
	if (!error)
		error = carry_give_name(walk->intake, node, walk->user);
	if (error)
		return error == -ENOENT ? 0 : error;
	if (!is_dir)
		return 0;
	return walk_add(walk, &(struct walk_dir){ .lba = record_lba(record),
				      .size = walk->size,
				      .node = node });
}

static int dots(struct walk *walk, const struct iso_record *record)
{
	struct carry_losses *losses = walk->user;
	int error = 0;

	if (!*record->identifier)
		error = carry_begin_joliet(walk->intake, record, losses);
	if (error || *record->identifier)
		return error;
	return carry_give_self(walk->intake, walk->now.node, losses);
}

int joliet_load(struct intake *intake, const struct iso_session *session)
{
	static const struct walk_kind kind = { .take = take, .dots = dots };
	struct carry_losses losses = {
		.volume = le16_get(session->joliet.sequence_number.le),
	};
	struct walk walk = { .intake = intake, .kind = &kind, .user = &losses };
	struct iso_volume_tree tree;
	int error;

	if (!session->has_joliet)
		return 0;
	iso_volume_decode(&session->joliet, &tree);
	error = walk_tree(&walk, &tree.root);
	walk_end(&walk);
	if (!error)
		error = carry_volume(
			intake, &session->joliet, CARRY_APPLICATION_JOLIET);
	if (!error)
		carry_say(intake, &losses);
	return error;
}
