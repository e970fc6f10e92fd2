#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/dir.h"
#include "model/inomap.h"
#include "model/link.h"
#include "model/record.h"
#include "model/record_kinds.h"

#define BARE_LINKS 4 /* more than one operation leaves */

struct replay {
	struct model *model;
	struct inomap map;
	journal_each *other;
	void *user;
	struct extent *extents; /* of a content that is on its way */
	uint32_t room;
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

static int play_node(struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct node_record record;
	struct iw_node *node;
	uint64_t ino;
	char target[TARGET_SIZE];

	memcpy(&record, bytes, sizeof(record));
	ino = le64_get(record.ino);
	size -= sizeof(record);
	if (inomap_find(&replay->map, ino) || size >= sizeof(target))
		return misfit(
			replay, "made twice, or its target is too long", ino);
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
	if (!dir || !node || size >= sizeof(name) || record.view >= IW_CONTEXTS)
		return misfit(replay, "a name in or of nothing",
			le64_get(record.node));
	memcpy(name, bytes + sizeof(record), size);
	name[size] = '\0';
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
	if (!link || record.view >= IW_CONTEXTS || !link->name[record.view])
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

static int make_room(struct replay *replay, uint32_t total)
{
	struct extent *extents;

	if (total <= replay->room)
		return 0;
	extents = realloc(replay->extents, total * sizeof(*extents));
	if (!extents)
		return -ENOMEM;
	replay->extents = extents;
	replay->room = total;
	return 0;
}

static int set_content(struct replay *replay, struct iw_node *node,
	uint64_t size, uint32_t total)
{
	struct model *model = replay->model;
	uint64_t old = node->content.size;
	int err = 0;

	if (model->store)
		err = content_set(model->store, &node->content, size,
			replay->extents, total);
	else
		node->content.size = size;
	if (err)
		return err;
	model->data_sectors += sectors_of(size) - sectors_of(old);
	model->changes++;
	return 0;
}

static int play_data(struct replay *replay, const uint8_t *bytes, size_t size)
{
	struct data_record record;
	struct iw_node *node;
	uint32_t first, total, count;
	int err;

	memcpy(&record, bytes, sizeof(record));
	bytes += sizeof(record);
	node = inomap_find(&replay->map, le64_get(record.ino));
	first = le32_get(record.first);
	total = le32_get(record.total);
	count = (uint32_t)((size - sizeof(record)) /
			   sizeof(struct extent_record));
	if (!node || !S_ISREG(node->mode) || count > total ||
		first > total - count)
		return misfit(replay, "data of no file", le64_get(record.ino));
	err = make_room(replay, total);
	if (err)
		return err;
	for (uint32_t i = 0; i < count; i++) {
		struct extent_record extent;

		memcpy(&extent, bytes + i * sizeof(extent), sizeof(extent));
		replay->extents[first + i] = (struct extent){
			le64_get(extent.start),
			le64_get(extent.count),
		};
	}
	if (first + count < total)
		return 0;
	return set_content(replay, node, le64_get(record.size), total);
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

int record_replay(struct model *model, struct journal *journal,
	journal_each *other, void *user)
{
	struct replay replay = { .model = model, .other = other, .user = user };
	int err = inomap_fill(&replay.map, model);

	if (!err)
		err = journal_replay(journal, play, &replay);
	end_bare_links(&replay);
	/* What lost its last name, or never got one, ends only now: a later
	 * record could still have spoken of it. */
	for (size_t i = 0; i < replay.map.count; i++)
		node_release(model, replay.map.node[i]);
	inomap_free(&replay.map);
	free(replay.extents);
	return err;
}
