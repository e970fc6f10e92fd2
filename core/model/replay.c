#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/dir.h"
#include "model/inomap.h"
#include "model/link.h"
#include "model/record.h"
#include "model/record_kinds.h"
#include "model/refill.h"

#define BARE_LINKS 4	  /* more than one operation leaves */
#define INO_MAX INT64_MAX /* none gets there by counting */

struct replay {
	struct model *model;
	struct inomap map;
	journal_each *other;
	void *user;
	struct refill refill;
	/* Links that lost their last name: an operation can give them others,
	 * so they end with it. */
	struct link *bare[BARE_LINKS];
	int bare_count;
};

static void end_bare_links(struct replay *replay)
{
	for (int i = 0; i < replay->bare_count; i++)
		link_release(replay->bare[i]);
	replay->bare_count = 0;
}

/* Records that don't fit the model: the journal is another image's. */
static int misfit(const struct replay *replay, const char *what, uint64_t ino)
{
	return diag_fail(replay->model->diag, -EUCLEAN,
		"journal: %s, inode %ju", what, (uintmax_t)ino);
}

static bool is_type(mode_t mode)
{
	return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) ||
	       S_ISBLK(mode) || S_ISCHR(mode) || S_ISFIFO(mode) ||
	       S_ISSOCK(mode);
}

static int play_node(struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct node_record record;
	struct iw_node *node;
	uint64_t ino;
	char target[TARGET_SIZE];

	memcpy(&record, bytes, sizeof(record));
	ino = le64_get(record.ino);
	size -= sizeof(record);
	if (inomap_find(&replay->map, ino) || size >= sizeof(target) ||
		ino > INO_MAX || !is_type(le32_get(record.mode)))
		return misfit(replay,
			"made twice, of no type, or its target is too long",
			ino);
	node = node_new_at(replay->model, le32_get(record.mode), ino);
	if (!node)
		return -ENOMEM;
	if (inomap_add(&replay->map, node)) {
		node_release(replay->model, node);
		return -ENOMEM;
	}
	memcpy(target, bytes + sizeof(record), size);
	target[size] = '\0';
	if (S_ISLNK(node->mode))
		return node_set_target(node, target);
	if (S_ISBLK(node->mode) || S_ISCHR(node->mode))
		node->rdev = le64_get(record.rdev);
	return 0;
}

static struct timespec time_get(struct time_record record)
{
	return (struct timespec){
		.tv_sec = (time_t)le64_get(record.seconds),
		.tv_nsec = le32_get(record.nanoseconds),
	};
}

static int play_attributes(
	struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct attributes_record record;
	struct iw_node *node;
	mode_t mode;

	(void)size;
	memcpy(&record, bytes, sizeof(record));
	node = inomap_find(&replay->map, le64_get(record.ino));
	mode = le32_get(record.mode);
	if (!node || (node->mode ^ mode) & S_IFMT)
		return misfit(
			replay, "attributes without it", le64_get(record.ino));
	node->mode = mode;
	node->uid = le32_get(record.uid);
	node->gid = le32_get(record.gid);
	node->atime = time_get(record.atime);
	node->mtime = time_get(record.mtime);
	node->ctime = time_get(record.ctime);
	node->btime = time_get(record.btime);
	return 0;
}

static struct iw_node *find_dir(const struct replay *replay, le64 ino)
{
	struct iw_node *dir = inomap_find(&replay->map, le64_get(ino));

	return dir && S_ISDIR(dir->mode) ? dir : NULL;
}

/* The SIZE bytes AT as a name; false: they are none. */
static bool take_name(const uint8_t *at, size_t size, char name[NAME_SIZE])
{
	if (!size || size >= NAME_SIZE || memchr(at, '\0', size) ||
		memchr(at, '/', size))
		return false;
	memcpy(name, at, size);
	name[size] = '\0';
	return strcmp(name, ".") && strcmp(name, "..");
}

static int play_name(struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct name_record record;
	struct iw_node *dir, *node;
	struct naming naming;
	struct link *link;
	char name[NAME_SIZE];
	bool is_hidden;
	int err;

	memcpy(&record, bytes, sizeof(record));
	size -= sizeof(record);
	is_hidden = record.view & NAME_RECORD_HIDDEN;
	record.view &= NAME_RECORD_HIDDEN - 1;
	dir = find_dir(replay, record.dir);
	node = inomap_find(&replay->map, le64_get(record.node));
	if (!dir || !node || record.view >= IW_CONTEXTS ||
		!take_name(bytes + sizeof(record), size, name))
		return misfit(replay, "a name in or of nothing, or none",
			le64_get(record.node));
	link = dir_at(dir->dir, le64_get(record.cookie));
	if (!link && le64_get(record.cookie) > dir->dir->last_cookie) {
		link = link_new_at(
			dir, node, size + 1, le64_get(record.cookie));
		if (!link)
			return -ENOMEM;
	}
	if (!link || link->node != node || link->name[record.view])
		return misfit(replay, "a name on another's link",
			le64_get(record.node));
	err = naming_prepare(replay->model, link, record.view, name, &naming);
	naming.is_hidden = is_hidden;
	if (err)
		link_release(link);
	else
		naming_give(replay->model, &naming);
	return err;
}

static int play_drop(struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct drop_record record;
	struct iw_node *dir;
	struct link *link = NULL;

	(void)size;
	memcpy(&record, bytes, sizeof(record));
	dir = find_dir(replay, record.dir);
	if (dir)
		link = dir_at(dir->dir, le64_get(record.cookie));
	if (!link || record.view >= IW_CONTEXTS || !link->name[record.view] ||
		(record.view == IW_BOOT && link->node->role))
		return misfit(replay, "no such name to drop in directory",
			le64_get(record.dir));
	link_drop(replay->model, link, record.view);
	if (link_views(link))
		return 0;
	if (replay->bare_count == BARE_LINKS)
		return misfit(replay, "too many links without a name",
			link->node->ino);
	replay->bare[replay->bare_count++] = link;
	return 0;
}

static int play_data(struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct data_record record;
	struct iw_node *node;
	int err;

	memcpy(&record, bytes, sizeof(record));
	node = inomap_find(&replay->map, le64_get(record.ino));
	if (!node || !S_ISREG(node->mode) || node->role == ROLE_CATALOG ||
		node->role == ROLE_SETTINGS)
		return misfit(replay, "data of no file", le64_get(record.ino));
	err = refill_take(&replay->refill, replay->model, node, bytes, size);
	if (err == -EUCLEAN)
		return misfit(replay, "data without its sectors", node->ino);
	return err;
}

static int play_carried(
	struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct carried_record record;
	struct carried items = {
		bytes + sizeof(record),
		size - sizeof(record),
	};
	struct iw_node *node;

	memcpy(&record, bytes, sizeof(record));
	node = inomap_find(&replay->map, le64_get(record.ino));
	if (!node || !carried_is_sound(&items))
		return misfit(
			replay, "what nothing carries", le64_get(record.ino));
	return carried_set(replay->model, node, &items);
}

static int play_replaced(
	struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct iw_node *node;
	le64 ino;

	(void)size;
	memcpy(&ino, bytes, sizeof(ino));
	node = inomap_find(&replay->map, le64_get(ino));
	if (!node)
		return misfit(replay, "new data of no file", le64_get(ino));
	carried_replace_data(replay->model, node);
	return 0;
}

static int play_last_ino(
	struct replay *replay, const uint8_t *bytes, size_t size)
{
	le64 last;

	(void)size;
	memcpy(&last, bytes, sizeof(last));
	if (le64_get(last) > INO_MAX)
		return misfit(replay, "a last one", le64_get(last));
	if (le64_get(last) > replay->model->last_ino)
		replay->model->last_ino = le64_get(last);
	return 0;
}

static const struct player {
	int (*play)(struct replay *replay, const uint8_t *bytes, size_t size);
	size_t least; /* bytes */
} players[] = {
	[RECORD_NODE] = { play_node, sizeof(struct node_record) },
	[RECORD_ATTRIBUTES] = { play_attributes,
		sizeof(struct attributes_record) },
	[RECORD_NAME] = { play_name, sizeof(struct name_record) },
	[RECORD_DROP] = { play_drop, sizeof(struct drop_record) },
	[RECORD_DATA] = { play_data, sizeof(struct data_record) },
	[RECORD_LAST_INO] = { play_last_ino, sizeof(le64) },
	[RECORD_CARRIED] = { play_carried, sizeof(struct carried_record) },
	[RECORD_REPLACED] = { play_replaced, sizeof(le64) },
};

static int play(void *user, uint8_t kind, const uint8_t *bytes, size_t size)
{
	struct replay *replay = user;

	if (kind != RECORD_NAME && kind != RECORD_DROP)
		end_bare_links(replay);
	if (kind >= JOURNAL_IMAGE)
		return replay->other
			       ? replay->other(replay->user, kind, bytes, size)
			       : 0;
	if (kind >= sizeof(players) / sizeof(*players) || !players[kind].play ||
		size < players[kind].least)
		return misfit(replay, "a record of unknown kind", kind);
	return players[kind].play(replay, bytes, size);
}

/* Backwards: a directory that loses many of its links is compacted. */
static bool drop_links(struct model *model, const struct dir *dir)
{
	bool had_some = false;

	for (size_t i = dir->link_count; i-- > 0;) {
		struct link *link = i < dir->link_count ? dir->links[i] : NULL;

		if (!link)
			continue;
		for (int v = 0; v < IW_CONTEXTS; v++) {
			if (link->name[v])
				link_drop(model, link, v);
		}
		link_release(link);
		had_some = true;
	}
	return had_some;
}

/* Directories that the root does not lead to: without the names in them they
 * end as all that has none. */
static int drop_unreached(struct replay *replay)
{
	struct inomap reached;
	int err = inomap_fill(&reached, replay->model);
	uint64_t lost = 0;

	for (size_t i = 0; i < replay->map.count && !err; i++) {
		const struct iw_node *node = replay->map.node[i];

		if (S_ISDIR(node->mode) && !inomap_find(&reached, node->ino) &&
			drop_links(replay->model, node->dir))
			lost = node->ino;
	}
	inomap_free(&reached);
	if (!err && lost)
		err = misfit(replay, "a directory that is nowhere", lost);
	return err;
}

static int check(const struct model *model)
{
	const char *fault = model_fault(model);

	if (!fault)
		return 0;
	return diag_fail(model->diag, -EUCLEAN,
		"journal: the names in it do not make trees: not so: %s",
		fault);
}

int record_replay(struct model *model, struct journal *journal,
	journal_each *other, void *user)
{
	struct replay replay = { .model = model, .other = other, .user = user };
	int err = inomap_fill(&replay.map, model), lost;

	if (!err)
		err = journal_replay(journal, play, &replay);
	end_bare_links(&replay);
	lost = drop_unreached(&replay);
	err = err ? err : lost;
	/* What lost its last name, or never got one, ends only now: a later
	 * record could still have spoken of it. */
	for (size_t i = 0; i < replay.map.count; i++)
		node_release(model, replay.map.node[i]);
	inomap_free(&replay.map);
	refill_free(&replay.refill);
	return err ? err : check(model);
}
