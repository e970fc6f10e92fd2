#include "model/carried.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "model/record_kinds.h"

struct carried carried_of(
	const struct carried_table *table, const struct iw_node *node)
{
	if (!table || !node->carried)
		return (struct carried){ NULL, 0 };
	return table->of[node->carried - 1];
}

const struct carried_item *carried_next(
	const struct carried *carried, size_t *at)
{
	const struct carried_item *item;

	if (*at >= carried->size)
		return NULL;
	item = (const struct carried_item *)(carried->bytes + *at);
	*at += sizeof(*item) + le32_get(item->size);
	return item;
}

bool carried_is_sound(const struct carried *carried)
{
	size_t at = 0;

	while (at < carried->size) {
		size_t left = carried->size - at;

		if (left < sizeof(struct carried_item))
			return false;
		left -= sizeof(struct carried_item);
		if (le32_get(carried_next(carried, &at)->size) > left)
			return false;
	}
	return true;
}

static struct carried_record *record_of(const struct carried *place)
{
	if (!place->bytes)
		return NULL;
	return (struct carried_record *)(place->bytes -
					 sizeof(struct carried_record));
}

/* The number of a free place of TABLE; 0: no memory. */
static uint32_t take_place(struct carried_table *table)
{
	uint32_t room = table->room ? 2 * table->room : 16;
	uint32_t number = table->unused;
	struct carried *grown;

	if (number) {
		table->unused = (uint32_t)table->of[number - 1].size;
		return number;
	}
	if (table->count == table->room) {
		grown = reallocarray(table->of, room, sizeof(*grown));
		if (!grown)
			return 0;
		table->of = grown;
		table->room = room;
	}
	return ++table->count;
}

void carried_forget(struct model *model, struct iw_node *node)
{
	struct carried_table *table = &model->carried;
	struct carried *place;

	if (!node->carried)
		return;
	place = &table->of[node->carried - 1];
	free(record_of(place));
	*place = (struct carried){ NULL, table->unused };
	table->unused = node->carried;
	node->carried = 0;
}

int carried_set(
	struct model *model, struct iw_node *node, const struct carried *what)
{
	struct carried_record *record;
	uint32_t number = 0;

	if (!what->size) {
		carried_forget(model, node);
		return 0;
	}
	record = malloc(sizeof(*record) + what->size);
	if (record)
		number = take_place(&model->carried);
	if (!number) {
		free(record);
		return -ENOMEM;
	}
	record->ino = le64_from(node->ino);
	memcpy(record->items, what->bytes, what->size);
	model->carried.of[number - 1] =
		(struct carried){ record->items, what->size };
	carried_forget(model, node);
	node->carried = number;
	return 0;
}

void carried_replace_data(struct model *model, struct iw_node *node)
{
	const struct carried old = carried_of(&model->carried, node);
	uint8_t *to = (uint8_t *)old.bytes;
	const struct carried_item *item;
	size_t at = 0;

	while (node->carried && (item = carried_next(&old, &at))) {
		size_t size = sizeof(*item) + le32_get(item->size);

		if (item->when == CARRIED_OF_DATA)
			continue;
		/* Shorter only, so it stays where it is. */
		memmove(to, item, size);
		((struct carried_item *)to)->when = CARRIED_ALWAYS;
		to += size;
	}
	if (!node->carried)
		return;
	model->carried.of[node->carried - 1].size =
		(size_t)(to - (uint8_t *)old.bytes);
	if (to == old.bytes)
		carried_forget(model, node);
}

void carried_free(struct carried_table *table)
{
	for (uint32_t i = 0; i < table->count; i++)
		free(record_of(&table->of[i]));
	free(table->of);
	*table = (struct carried_table){ 0 };
}

int carried_add(struct carried_list *list, const struct carried_item *head,
	const void *bytes, size_t size)
{
	size_t needed = list->size + sizeof(*head) + size;
	struct carried_item item = *head;

	if (needed > list->room) {
		size_t room = needed + list->room;
		uint8_t *grown = realloc(list->bytes, room);

		if (!grown)
			return -ENOMEM;
		list->bytes = grown;
		list->room = room;
	}
	item.size = le32_from((uint32_t)size);
	memcpy(list->bytes + list->size, &item, sizeof(item));
	memcpy(list->bytes + list->size + sizeof(item), bytes, size);
	list->size = needed;
	return 0;
}
