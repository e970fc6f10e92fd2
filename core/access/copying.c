#include "access/copying.h"

#include "access/early.h"
#include "image/walk.h"
#include "store/turn.h"

/* Bytes whose copying is worth it. */
#define LARGE (1u << 20)

/* One that is going on. */
struct copying {
	const struct iw_node *node;
	struct copying *next;
};

static bool is_going_on(
	const struct iw_image *image, const struct iw_node *node)
{
	const struct copying *one = image->copying.first;

	while (one && one->node != node)
		one = one->next;
	return one;
}

void copying_await(struct iw_image *image, const struct iw_node *node)
{
	while (is_going_on(image, node))
		pthread_cond_wait(&image->copying.done, &image->lock);
}

void copying_await_all(struct iw_image *image)
{
	image->copying.awaited++;
	while (image->copying.first)
		pthread_cond_wait(&image->copying.done, &image->lock);
	image->copying.awaited--;
	pthread_cond_broadcast(&image->copying.done);
}

static void enlist(struct iw_image *image, struct copying *one)
{
	one->next = image->copying.first;
	image->copying.first = one;
	/* It lives as long as its bytes are read. */
	node_open((struct iw_node *)one->node);
}

static void delist(struct iw_image *image, const struct copying *one)
{
	struct copying **link = &image->copying.first;

	while (*link != one)
		link = &(*link)->next;
	*link = one->next;
	pthread_cond_broadcast(&image->copying.done);
}

/* Lets NODE have what was copied, or not, with the journal's record. */
static int take_over(
	struct iw_image *image, struct iw_node *node, struct content_copy *copy)
{
	int error = journal_begin(image->journal, model_content_room(node));

	if (error) {
		content_copy_drop(image->store, copy);
		return error;
	}
	content_copy_take(image->store, &node->content, copy);
	model_content_changed(&image->model, node, node->content.size);
	journal_end(image->journal);
	return 0;
}

static int copy_apart(struct iw_image *image, struct iw_node *node,
	uint64_t size, uint64_t keep)
{
	struct copying one = { .node = node };
	struct content_copy copy;
	int error = content_copy_begin(
		image->store, &node->content, sectors_of(size), keep, &copy);

	if (error)
		return error;
	enlist(image, &one);
	pthread_mutex_unlock(&image->lock);
	error = content_copy_run(&copy);
	pthread_mutex_lock(&image->lock);
	if (error)
		content_copy_drop(image->store, &copy);
	else
		error = take_over(image, node, &copy);
	delist(image, &one);
	node_close(&image->model, node);
	return error;
}

static uint64_t kept_of(const struct iw_node *node, uint64_t cut)
{
	return cut < node->content.size ? cut : node->content.size;
}

static bool is_worth_it(
	const struct iw_image *image, const struct iw_node *node, uint64_t cut)
{
	return kept_of(node, cut) >= LARGE && node->content.count &&
	       content_is_frozen(image->store, &node->content);
}

int copying_thaw(struct iw_image *image, struct iw_node *node, uint64_t room,
	uint64_t cut)
{
	uint64_t keep;

	copying_await(image, node);
	while (image->copying.awaited && is_worth_it(image, node, cut)) {
		pthread_cond_wait(&image->copying.done, &image->lock);
		copying_await(image, node);
	}
	if (!is_worth_it(image, node, cut))
		return 0;
	/* Only now: it may have grown, and been committed, meanwhile. */
	keep = kept_of(node, cut);
	return copy_apart(image, node, room > keep ? room : keep, keep);
}

static int join(void *user, struct iw_node *node)
{
	struct iw_image *image = user;
	const struct content *c = &node->content;

	early_await(image, node);
	copying_await(image, node);
	/* Else it was joined, or another came to be the first, meanwhile. */
	if (c != store_pieced(image->store))
		return 0;
	return copy_apart(image, node, c->size, c->size);
}

int copying_join(struct iw_image *image)
{
	/* Who goes on writing makes new pieces: those the commit joins. */
	return walk_pieced(image, join, image);
}
