#include "boot/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/bootline.h"
#include "disk/eltorito_sectors.h"

const struct boot_place_row boot_places[PLACES] = {
	[PLACE_BIOS] = { "bios", PLATFORM_BIOS },
	[PLACE_PPC] = { "ppc", PLATFORM_PPC },
	[PLACE_MAC] = { "mac", PLATFORM_MAC },
	[PLACE_EFI] = { "efi", PLATFORM_EFI },
	[PLACE_PARTITIONS] = { "partitions", 0 },
	[PLACE_AREA] = { "system-area", 0 },
};

static int make(struct boot *boot, const char *name, mode_t mode,
	enum role role, struct iw_node **out)
{
	struct model *model = boot->model;
	struct iw_node *node = node_new(model, mode);
	int error;

	if (!node)
		return -ENOMEM;
	node->role = role;
	error = link_name(model, model->root, IW_BOOT, name, node);
	if (error) {
		node_release(model, node);
		return error;
	}
	*out = node;
	return 0;
}

static int make_place(struct boot *boot, enum boot_place place)
{
	enum role role = ROLE_PLATFORM;
	mode_t mode = S_IFDIR | 0755;

	if (place == PLACE_PARTITIONS)
		role = ROLE_PARTITIONS;
	if (place == PLACE_AREA) {
		role = ROLE_SYSTEM_AREA;
		mode = S_IFREG | 0644;
	}
	return make(
		boot, boot_places[place].name, mode, role, &boot->nodes[place]);
}

int boot_init(struct boot *boot, struct model *model)
{
	int error;

	*boot = (struct boot){ .model = model };
	model->root->role = ROLE_ROOT;
	error = make(
		boot, "catalog", S_IFREG | 0444, ROLE_CATALOG, &boot->catalog);
	if (!error)
		error = make(boot, "settings", S_IFREG | 0644, ROLE_SETTINGS,
			&boot->settings);
	for (int place = 0; place < PLACES && !error; place++)
		error = make_place(boot, place);
	return error;
}

void boot_free(struct boot *boot)
{
	free(boot->records);
	free(boot->patches);
	*boot = (struct boot){ 0 };
}

/* ---- Records ---- */

struct boot_record boot_record_default(enum boot_place place, uint64_t ino)
{
	struct boot_record out = { .place = place, .ino = ino };

	if (place < PLACE_PLATFORMS)
		entry_settings_init(&out.entry);
	else if (place == PLACE_PARTITIONS)
		partition_settings_init(&out.partition);
	else
		area_settings_init(&out.area);
	return out;
}

static const struct boot_key *keys_of(enum boot_place place)
{
	if (place < PLACE_PLATFORMS)
		return entry_keys;
	return place == PLACE_PARTITIONS ? partition_keys : area_keys;
}

static struct boot_record *find(
	const struct boot *boot, enum boot_place place, uint64_t ino)
{
	for (size_t i = 0; i < boot->record_count; i++) {
		struct boot_record *record = &boot->records[i];

		if (record->place == place && record->ino == ino)
			return record;
	}
	return NULL;
}

struct boot_record boot_record_get(
	const struct boot *boot, enum boot_place place, uint64_t ino)
{
	const struct boot_record *record = find(boot, place, ino);

	return record ? *record : boot_record_default(place, ino);
}

int boot_record_set(struct boot *boot, const struct boot_record *record)
{
	struct boot_record *at = find(boot, record->place, record->ino);

	if (!at && boot->record_count == boot->record_room) {
		size_t room = boot->record_room ? 2 * boot->record_room : 8;
		struct boot_record *grown =
			reallocarray(boot->records, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		boot->records = grown;
		boot->record_room = room;
	}
	if (!at)
		at = &boot->records[boot->record_count++];
	*at = *record;
	return 0;
}

void boot_record_print(const struct boot_record *record, FILE *out)
{
	const struct boot_record defaults =
		boot_record_default(record->place, record->ino);

	boot_keys_print(
		keys_of(record->place), &record->entry, &defaults.entry, out);
}

/* One word, `key=value'. */
static int set_word(
	struct boot_record *record, char *word, const struct diag *diag)
{
	char *value = strchr(word, '=');

	if (!value)
		return diag_fail(diag, -EINVAL,
			"boot/settings: '%s' is not of the form key=value",
			word);
	*value++ = '\0';
	return boot_key_set(
		keys_of(record->place), &record->entry, word, value, diag);
}

int boot_record_parse(struct boot_record *record, const char *text, size_t size,
	const struct diag *diag)
{
	struct bootline line;
	bool whole = true;
	int error = 0;
	char *word;

	if (!bootline_begin(&line, text, size))
		return diag_fail(diag, -EINVAL,
			"boot/settings: a line of %zu bytes, at most %d fit",
			size, BOOTLINE_SIZE - 1);
	while (!error && (word = bootline_word(&line, &whole))) {
		if (!whole)
			return diag_fail(diag, -EINVAL,
				"boot/settings: a quote does not end");
		error = set_word(record, word, diag);
	}
	return error;
}
