/*
 * Random operations on a scene, from few names in few directories, so that
 * they meet each other often. Reproduced by its seed.
 */
#ifndef ISOWEAVE_TESTS_SCRAMBLE_H
#define ISOWEAVE_TESTS_SCRAMBLE_H

#include "model/dir.h"
#include "model/link.h"

#include "scene.h"

#define SCRAMBLE_HELD 8

struct scramble {
	struct scene *scene;
	uint64_t state;
	struct iw_node *held[SCRAMBLE_HELD]; /* referred to and open */
	uint64_t done, refused;
};

/* xorshift64* */
static unsigned scramble_random(struct scramble *s, unsigned below)
{
	s->state ^= s->state >> 12;
	s->state ^= s->state << 25;
	s->state ^= s->state >> 27;
	return (unsigned)(s->state * 0x2545f4914f6cdd1du >> 33) % below;
}

/* A random directory in VIEW: from the root down while the dice say so. */
static struct iw_node *scramble_dir(struct scramble *s, enum iw_view view)
{
	struct iw_node *dir = s->scene->model.root;

	while (scramble_random(s, 3) && dir->dir->link_count) {
		struct link *link = dir->dir->links[scramble_random(
			s, (unsigned)dir->dir->link_count)];

		if (link && S_ISDIR(link->node->mode) &&
			dir_present(link->node, view))
			dir = link->node;
	}
	return dir;
}

static struct iw_place scramble_place(struct scramble *s)
{
	static const char *const names[] = { "a", "b", "A", "foo.txt",
		"FOO.TXT", "Foo.txt", "a b", "\xc3\xa9t\xc3\xa9", "a (joliet)",
		"a (iso)", "quite a long name.tar.gz", "x" };
	struct iw_place place = { .view = scramble_random(s, IW_VIEWS) };

	place.dir = scramble_dir(s, place.view);
	place.name = names[scramble_random(s, COUNT(names))];
	return place;
}

static struct iw_node *scramble_node(struct scramble *s)
{
	for (int tries = 0; tries < 20; tries++) {
		struct iw_place place = scramble_place(s);
		struct iw_node *node;

		if (!model_lookup(&s->scene->model, &place, &node))
			return node;
	}
	return s->scene->model.root;
}

static int scramble_hold(struct scramble *s)
{
	struct iw_node **held = &s->held[scramble_random(s, SCRAMBLE_HELD)];

	if (*held) {
		node_unref(&s->scene->model, *held, IW_ALL, 1);
		*held = NULL;
	} else {
		*held = scramble_node(s);
		node_ref(*held, IW_ALL);
	}
	return 0;
}

SCENE_UNUSED static void scramble_let_go(struct scramble *s)
{
	for (int i = 0; i < SCRAMBLE_HELD; i++) {
		if (s->held[i])
			node_unref(&s->scene->model, s->held[i], IW_ALL, 1);
		s->held[i] = NULL;
	}
}

static int scramble_make(struct scramble *s)
{
	static const mode_t modes[] = { S_IFREG, S_IFREG, S_IFDIR, S_IFDIR,
		S_IFLNK, S_IFIFO, S_IFBLK };
	const struct iw_place place = scramble_place(s);
	const struct iw_new what = { .mode = modes[scramble_random(s, 7)],
		.uid = scramble_random(s, 9),
		.rdev = 0x123,
		.target = "some/where" };
	struct iw_node *node;

	return model_make(&s->scene->model, &place, &what, &node);
}

static int scramble_setattr(struct scramble *s)
{
	const struct stat st = { .st_mode = scramble_random(s, 4096),
		.st_uid = scramble_random(s, 100),
		.st_mtim = { scramble_random(s, 1000000000), 17 } };

	return model_setattr(&s->scene->model, scramble_node(s), &st,
		IW_SET_MODE | IW_SET_UID | IW_SET_MTIME);
}

static int scramble_rename(struct scramble *s)
{
	static const unsigned flags[] = { 0, 0, 0, RENAME_NOREPLACE,
		RENAME_EXCHANGE };
	const struct iw_place from = scramble_place(s), to = scramble_place(s);

	return model_rename(
		&s->scene->model, &from, &to, flags[scramble_random(s, 5)]);
}

static int scramble_one(struct scramble *s)
{
	struct model *model = &s->scene->model;
	struct iw_place place;

	switch (scramble_random(s, 12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		return scramble_make(s);
	case 4:
	case 5:
		place = scramble_place(s);
		return model_link(model, scramble_node(s), &place);
	case 6:
		place = scramble_place(s);
		return model_unlink(model, &place);
	case 7:
		place = scramble_place(s);
		return model_rmdir(model, &place);
	case 8:
		return scramble_hold(s);
	case 9:
		return scramble_setattr(s);
	default:
		return scramble_rename(s);
	}
}

/* One random operation; it may be refused, but only as POSIX knows it. */
SCENE_UNUSED static void scramble_step(struct scramble *s)
{
	static const int refusals[] = { 0, ENOENT, EEXIST, EPERM, EINVAL,
		EISDIR, ENOTDIR, ENOTEMPTY, EXDEV, ENAMETOOLONG };
	int err = scramble_one(s);
	size_t i = 0;

	while (i < COUNT(refusals) && -err != refusals[i])
		i++;
	ck_assert_msg(i < COUNT(refusals), "%s", strerror(-err));
	s->done += !err;
	s->refused += err != 0;
}

#endif
