#include "commit/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/patch.h"
#include "commit/arrange.h"
#include "access/bootfile.h"
#include "commit/echo.h"
#include "image/usage.h"
#include "image/walk.h"
#include "store/sharing.h"
#include "store/turn.h"
#include "udf/ecma.h"

/* A front of whole file system blocks can be cut to size (store_close_gap). */
#define FRONT_ALIGN (4096 / SECTOR_SIZE)
/* Between the addresses of one canonical order and the next. */
#define ORDER_APART (UINT64_C(1) << 32)
#define READ_PIECE 32 /* sectors */

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

static int add_move(struct plan *plan, const struct move *move)
{
	if (plan->move_count == plan->move_room) {
		size_t room = plan->move_room * 2 + 256;
		struct move *grown =
			reallocarray(plan->moves, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		plan->moves = grown;
		plan->move_room = room;
	}
	plan->moves[plan->move_count++] = *move;
	return 0;
}

/* Gives NODE's content the next place in the order, once. */
static int order_next(struct plan *plan, struct iw_node *node)
{
	struct content *c = &node->content;
	struct move move = { node, *c, { plan->end, sectors_of(c->size) } };

	if (!c->count || content_extents(c)->start >= plan->base)
		return 0;
	if (c->size >= 65536)
		move.to.start = round_up(plan->end, FRONT_ALIGN);
	if (add_move(plan, &move))
		return -ENOMEM;
	c->count = 1;
	c->at.one = move.to;
	plan->end = move.to.start + move.to.count;
	return 0;
}

static int order_content(void *user, struct iw_node *node)
{
	struct plan *plan = user;

	return apart_has(&plan->apart, node) ? 0 : order_next(plan, node);
}

static int order_all(struct iw_image *image, struct plan *plan)
{
	int error;

	plan->base =
		round_up(store_tail(image->store), ORDER_APART) + ORDER_APART;
	plan->end = plan->base;
	error = walk_by_name(&image->model, order_content, plan);
	for (size_t i = 0; i < plan->apart.count && !error; i++)
		error = order_next(plan, plan->apart.node[i]);
	return error;
}

/* The front is metadata, all data lies behind it. */
static void place_first(struct plan *plan)
{
	uint64_t head = layout_head_sectors(plan->layout);
	uint64_t body = layout_body_sectors(plan->layout);
	uint64_t front = round_up(head + body, FRONT_ALIGN);

	plan->shift = plan->base - front;
	plan->base = plan->shift + head;
	plan->meta[0] = (struct extent){ plan->base, front - head };
}

/* The front is as it was; the body goes where there is room. */
static void place_later(const struct iw_image *image, struct plan *plan)
{
	uint64_t body = layout_body_sectors(plan->layout);
	uint64_t end;

	plan->shift = store_file(image->store)->shift;
	plan->meta[0] = (struct extent){
		store_find_first(image->store, body),
		body,
	};
	end = plan->meta[0].start + body;
	plan->end = store_tail(image->store);
	if (plan->end < end)
		plan->end = end;
}

static int too_large(const struct iw_image *image, const struct plan *plan)
{
	uint64_t sectors = plan->end - plan->shift;

	return diag_fail(&image->diag, -ENOSPC,
		"the image has %llu sectors of 2048 bytes, at most %llu fit",
		(unsigned long long)sectors,
		(unsigned long long)store_capacity(image->store));
}

/* Where nothing lies behind the last commit's tail, the new one is written
 * over it, like the head: else each commit would push the end on. */
static bool keep_tail(const struct iw_image *image, struct plan *plan)
{
	struct extent tail = image->meta[1];
	uint64_t end = tail.start + tail.count, size;

	plan->keeps_tail = false;
	if (plan->is_ordered || !store_has_commit(image->store) ||
		!tail.count || plan->end != end)
		return false;
	size = layout_volume_end(plan->layout, tail.start - plan->shift);
	plan->keeps_tail = plan->shift + size == end;
	if (plan->keeps_tail)
		plan->meta[1] = tail;
	return plan->keeps_tail;
}

/* libisofs asks for a sector behind each directory, and refuses the image if
 * that is none; libburn reads in pieces, and has those within the last one. */
static bool is_overread(const struct plan *plan)
{
	return plan->end == plan->meta[0].start + plan->meta[0].count &&
	       (plan->end - plan->shift) % READ_PIECE == 0;
}

/* Where an anchor may be, too (ECMA-167 3/8.4.2.1), one of the volume as it was
 * would be taken for ours: genisoimage pads with copies. What cannot be read
 * is none. */
static bool has_old_anchor(
	const struct iw_image *image, const struct plan *plan)
{
	uint8_t sector[SECTOR_SIZE];
	uint64_t at = plan->end - 1 - UDF_ANCHOR;

	return plan->meta[1].count && store_has_commit(image->store) &&
	       at > plan->shift + UDF_ANCHOR &&
	       datafile_read(store_file(image->store), sector, sizeof(sector),
		       at * SECTOR_SIZE) == 0 &&
	       ecma_sealed(sector, sizeof(sector), UDF_TAG_ANCHOR,
		       (uint32_t)(at - plan->shift));
}

static void place(const struct iw_image *image, struct plan *plan)
{
	uint64_t used;

	if (plan->is_ordered || !store_has_commit(image->store))
		place_first(plan);
	else
		place_later(image, plan);
	if (keep_tail(image, plan))
		return;
	used = plan->end;
	plan->end = plan->shift +
		    layout_volume_end(plan->layout, used - plan->shift);
	if (plan->end == used && is_overread(plan))
		plan->end++;
	plan->meta[1] = (struct extent){ used, plan->end - used };
	while (has_old_anchor(image, plan)) {
		plan->end = plan->shift + layout_volume_end(plan->layout,
						  plan->end - plan->shift);
		plan->meta[1].count = plan->end - used;
	}
}

static int plan_formats(struct iw_image *image, struct plan *plan)
{
	plan->source = (struct source){
		.root = image->model.root,
		.settings = &image->settings,
		.boot = &image->boot,
		.store = image->store,
		.carried = &image->model.carried,
		.diag = &image->diag,
	};

	plan->layout = layout_new();
	if (!plan->layout)
		return -ENOMEM;
	emit_clock(&plan->source);
	return emit_plan(plan->layout, &plan->source);
}

/* Puts the data where it will be, within the present file. */
static int arrange(struct iw_image *image, struct plan *plan)
{
	const struct store *store = image->store;
	int error = arrange_data(image, layout_head_sectors(plan->layout));

	plan->base = store_base(store);
	plan->end = store_tail(store);
	return error;
}

static bool fits(const struct iw_image *image, const struct plan *plan)
{
	return plan->end - plan->shift <= store_capacity(image->store);
}

/* Places everything, and moves what must lie behind the body there. */
static int place_in_turn(struct iw_image *image, struct plan *plan)
{
	int error;

	place(image, plan);
	if (!store_has_commit(image->store))
		return 0;
	error = arrange_behind(image, plan->layout, plan->meta[0]);
	if (!error)
		error = arrange_apart(image, &plan->apart, plan->meta[0]);
	/* The body finds the same room, or what became free before it. */
	if (!error)
		place(image, plan);
	return error;
}

/* Whether PLAN, which is placed, needs no new order. */
static bool is_good(const struct iw_image *image, const struct plan *plan)
{
	return fits(image, plan) && apart_is_last(image, plan);
}

static int plan_data(struct iw_image *image, struct plan *plan)
{
	int error = apart_find(&plan->source, &plan->apart);

	if (!error && !plan->is_ordered) {
		error = arrange(image, plan);
		if (!error)
			error = place_in_turn(image, plan);
		/* Without what the last commit refers to, and holes? */
		plan->is_ordered =
			error == -ENOSPC || (!error && !is_good(image, plan));
	}
	if (plan->is_ordered) {
		error = order_all(image, plan);
		if (!error)
			place(image, plan);
	}
	if (error)
		return diag_fail(&image->diag, error,
			"the data could not be put in order: %s",
			strerror(-error));
	return fits(image, plan) ? 0 : too_large(image, plan);
}

/* What is seen of boot/ is what it will be. */
static int prepare_boot(struct iw_image *image)
{
	bootfile_refresh(image, image->boot.catalog);
	return image->settings.read_only ? 0 : patch_prepare(&image->boot);
}

/* What several files had may be nobody's now. */
static int settle_doubts(struct iw_image *image)
{
	struct extent_list used = { 0 };
	int error = 0;

	if (!store_has_doubts(image->store))
		return 0;
	error = usage_collect(&image->model, &used);
	if (!error)
		error = store_settle(image->store, extents_in(&used));
	extents_free(&used);
	return error;
}

int plan_make(struct iw_image *image, struct plan *plan)
{
	int error;

	*plan = (struct plan){
		.is_ordered = image->settings.order == ORDER_CANONICAL,
	};
	store_limit(image->store, image->settings.capacity);
	/* It does not have the array of libisofs' sums any more. */
	if (plan->is_ordered)
		carried_replace_data(&image->model, image->model.root);
	error = prepare_boot(image);
	if (!error)
		error = settle_doubts(image);
	if (!error)
		error = plan_formats(image, plan);
	if (!error)
		error = plan_data(image, plan);
	if (error) {
		plan_drop(image, plan);
		return error;
	}
	store_keep_held(image->store);
	image->meta_kept |= image->meta_shown > 0;
	store_plan_shift(image->store, plan->shift);
	layout_place(plan->layout, plan->meta[0].start - plan->shift,
		plan->end - plan->shift);
	echo_plan(image, plan);
	return 0;
}

void plan_restore(struct plan *plan)
{
	for (size_t i = 0; i < plan->move_count; i++)
		plan->moves[i].node->content = plan->moves[i].from;
}

static void end(struct plan *plan)
{
	layout_free(plan->layout);
	free(plan->moves);
	*plan = (struct plan){ 0 };
}

void plan_drop(struct iw_image *image, struct plan *plan)
{
	plan_restore(plan);
	store_plan_shift(image->store, store_file(image->store)->shift);
	end(plan);
}

void plan_keep(struct plan *plan)
{
	for (size_t i = 0; i < plan->move_count; i++)
		content_have(&plan->moves[i].from, (struct extent){ 0, 0 });
	end(plan);
}
