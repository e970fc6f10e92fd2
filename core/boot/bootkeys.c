#include "boot/bootkeys.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "boot/bootline.h"
#include "util/blank.h"
#include "util/utf8.h"

/* How the value of a key is read, and what lies at its place. */
enum form {
	FORM_WORD,    /* int64_t: which of the words */
	FORM_NUMBER,  /* int64_t: a number, or -1 - which of the words */
	FORM_ADDRESS, /* the same, written in hexadecimal */
	FORM_TEXT,    /* char[size] with its NUL */
	FORM_LABEL,   /* the same; at most MAX units of UTF-16 */
	FORM_BYTES,   /* uint8_t[size], written in hexadecimal */
	FORM_GUID,    /* struct guid; zeros are auto */
};

struct boot_key {
	const char *name;
	enum form form;
	size_t at, size;
	int64_t max;
	const char *const *words; /* NULL-terminated */
};

static const char *const answers[] = { "auto", "no", "yes", NULL };
static const char *const plain_answers[] = { "no", "yes", NULL };
static const char *const none[] = { NULL };
static const char *const automatic[] = { "auto", NULL };
static const char *const auto_or_full[] = { "auto", "full", NULL };
static const char *const emulations[] = { "none", "1.2M", "1.44M", "2.88M",
	"hd", NULL };
static const char *const mbrs[] = { "auto", "none", "isohybrid", "grub2",
	"plain", NULL };
static const char *const tables[] = { "make", "keep", NULL };
static const char *const offsets[] = { "auto", "0", "16", NULL };
static const char *const paddings[] = { "auto", "none", "cylinder", NULL };

#define AT(record, member)                                                     \
	.at = offsetof(struct record, member),                                 \
	.size = sizeof(((struct record *)NULL)->member)

static const struct boot_key of_entry[] = {
	{ "emulation", FORM_WORD, AT(entry_settings, emulation),
		.words = emulations },
	{ "load-segment", FORM_ADDRESS, AT(entry_settings, load_segment),
		.max = UINT16_MAX, .words = none },
	{ "load-size", FORM_NUMBER, AT(entry_settings, load_size),
		.max = UINT16_MAX, .words = auto_or_full },
	{ "system-type", FORM_ADDRESS, AT(entry_settings, system_type),
		.max = UINT8_MAX, .words = automatic },
	{ "info-table", FORM_WORD, AT(entry_settings, info_table),
		.words = answers },
	{ "grub2-info", FORM_WORD, AT(entry_settings, grub2_info),
		.words = answers },
	{ "bootable", FORM_WORD, AT(entry_settings, bootable),
		.words = plain_answers },
	{ "id", FORM_TEXT, AT(entry_settings, id) },
	{ "criteria", FORM_BYTES, AT(entry_settings, criteria) },
	{ 0 },
};

static const struct boot_key of_partition[] = {
	{ "type", FORM_ADDRESS, AT(partition_settings, type), .max = UINT8_MAX,
		.words = automatic },
	{ "active", FORM_WORD, AT(partition_settings, active),
		.words = plain_answers },
	{ "type-guid", FORM_GUID, AT(partition_settings, type_guid) },
	{ "guid", FORM_GUID, AT(partition_settings, guid) },
	{ "attributes", FORM_ADDRESS, AT(partition_settings, attributes),
		.max = INT64_MAX, .words = none },
	{ "label", FORM_LABEL, AT(partition_settings, label), .max = 36 },
	{ "apm-type", FORM_TEXT, AT(partition_settings, apm_type) },
	{ 0 },
};

static const struct boot_key of_area[] = {
	{ "tables", FORM_WORD, AT(area_settings, tables), .words = tables },
	{ "mbr", FORM_WORD, AT(area_settings, mbr), .words = mbrs },
	{ "gpt", FORM_WORD, AT(area_settings, gpt), .words = answers },
	{ "apm", FORM_WORD, AT(area_settings, apm), .words = answers },
	{ "partition-offset", FORM_WORD, AT(area_settings, partition_offset),
		.words = offsets },
	{ "padding", FORM_WORD, AT(area_settings, padding), .words = paddings },
	{ "type", FORM_ADDRESS, AT(area_settings, type), .max = UINT8_MAX,
		.words = automatic },
	{ "disk-id", FORM_ADDRESS, AT(area_settings, disk_id),
		.max = UINT32_MAX, .words = automatic },
	{ "disk-guid", FORM_GUID, AT(area_settings, disk_guid) },
	{ 0 },
};

const struct boot_key *const entry_keys = of_entry;
const struct boot_key *const partition_keys = of_partition;
const struct boot_key *const area_keys = of_area;

void entry_settings_init(struct entry_settings *settings)
{
	*settings = (struct entry_settings){
		.load_size = KEY_AUTO,
		.system_type = KEY_AUTO,
		.bootable = 1,
	};
}

void partition_settings_init(struct partition_settings *settings)
{
	*settings = (struct partition_settings){ .type = KEY_AUTO };
}

void area_settings_init(struct area_settings *settings)
{
	*settings = (struct area_settings){
		.type = KEY_AUTO,
		.disk_id = KEY_AUTO,
	};
}

/* ---- Reading ---- */

static bool find_word(const char *const *words, const char *value, int64_t *out)
{
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], value) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool set_number(
	const struct boot_key *key, const char *value, int64_t *out)
{
	int64_t word;
	intmax_t number;
	char *end;

	if (find_word(key->words, value, &word)) {
		*out = -1 - word;
		return true;
	}
	if (*value < '0' || *value > '9')
		return false;
	errno = 0;
	number = strtoimax(value, &end, value[1] == 'x' ? 16 : 10);
	if (*end || errno || number > key->max)
		return false;
	*out = number;
	return true;
}

static bool set_bytes(
	const struct boot_key *key, const char *value, uint8_t *out)
{
	uint8_t bytes[32] = { 0 };
	size_t count = strlen(value) / 2;

	assert(key->size <= sizeof(bytes));
	if (strlen(value) % 2 || count > key->size ||
		strspn(value, "0123456789abcdefABCDEF") != strlen(value))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char pair[3] = { value[2 * i], value[2 * i + 1], 0 };

		bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	memcpy(out, bytes, key->size);
	return true;
}

static bool set_text(const struct boot_key *key, const char *value, char *out)
{
	if (strlen(value) >= key->size)
		return false;
	memset(out, 0, key->size);
	strcpy(out, value);
	return true;
}

static bool set_guid(const char *value, struct guid *out)
{
	if (strcmp(value, "auto") != 0)
		return guid_parse(value, out);
	*out = (struct guid){ { 0 } };
	return true;
}

static bool set(const struct boot_key *key, const char *value, void *out)
{
	switch (key->form) {
	case FORM_WORD:
		return find_word(key->words, value, out);
	case FORM_NUMBER:
	case FORM_ADDRESS:
		return set_number(key, value, out);
	case FORM_TEXT:
		return set_text(key, value, out);
	case FORM_LABEL:
		return utf8_valid(value) &&
		       utf16_count(value) <= (size_t)key->max &&
		       set_text(key, value, out);
	case FORM_BYTES:
		return set_bytes(key, value, out);
	case FORM_GUID:
		return set_guid(value, out);
	}
	return false;
}

/* The values that KEY takes, in words. */
static void describe(const struct boot_key *key, char *out, size_t size)
{
	FILE *to = fmemopen(out, size, "w");

	*out = '\0';
	if (!to)
		return;
	for (int i = 0; key->words && key->words[i]; i++)
		fprintf(to, "%s%s", i ? ", " : "", key->words[i]);
	if (key->form == FORM_NUMBER || key->form == FORM_ADDRESS)
		fprintf(to, "%sa number to %" PRIi64,
			key->words[0] ? ", or " : "", key->max);
	else if (key->form == FORM_TEXT)
		fprintf(to, "at most %zu bytes", key->size - 1);
	else if (key->form == FORM_LABEL)
		fprintf(to, "at most %" PRIi64 " characters", key->max);
	else if (key->form == FORM_BYTES)
		fprintf(to, "at most %zu bytes, in hexadecimal", key->size);
	else if (key->form == FORM_GUID)
		fputs("auto, or a GUID", to);
	fclose(to);
}

int boot_key_set(const struct boot_key *keys, void *record, const char *key,
	const char *value, const struct diag *diag)
{
	char takes[200];

	while (keys->name && strcmp(keys->name, key) != 0)
		keys++;
	if (!keys->name)
		return diag_fail(diag, -EINVAL,
			"boot/settings: there is no setting '%s' of this", key);
	if (set(keys, value, (char *)record + keys->at))
		return 0;
	describe(keys, takes, sizeof(takes));
	return diag_fail(diag, -EINVAL, "boot/settings: %s cannot be '%s': %s",
		key, value, takes);
}

/* ---- Writing ---- */

static void print_number(const struct boot_key *key, int64_t value, FILE *out)
{
	if (value < 0)
		fputs(key->words[-1 - value], out);
	else if (key->form == FORM_ADDRESS)
		fprintf(out, "0x%" PRIx64, (uint64_t)value);
	else
		fprintf(out, "%" PRIi64, value);
}

static void print_bytes(const uint8_t *bytes, size_t size, FILE *out)
{
	while (size && !bytes[size - 1])
		size--;
	for (size_t i = 0; i < size; i++)
		fprintf(out, "%02x", bytes[i]);
}

static void print_guid(const struct guid *guid, FILE *out)
{
	char text[GUID_TEXT];

	guid_print(guid, text);
	fputs(guid_is_zero(guid) ? "auto" : text, out);
}

static void print(const struct boot_key *key, const void *value, FILE *out)
{
	fprintf(out, " %s=", key->name);
	switch (key->form) {
	case FORM_WORD:
		fputs(key->words[*(const int64_t *)value], out);
		break;
	case FORM_NUMBER:
	case FORM_ADDRESS:
		print_number(key, *(const int64_t *)value, out);
		break;
	case FORM_TEXT:
	case FORM_LABEL:
		bootline_quote(out, value);
		break;
	case FORM_BYTES:
		print_bytes(value, key->size, out);
		break;
	case FORM_GUID:
		print_guid(value, out);
		break;
	}
}

/* Texts, bytes and GUIDs that are all zeros are left out. */
static bool has_value(const struct boot_key *key, const void *value)
{
	return key->form < FORM_TEXT || !blank_all(value, key->size);
}

void boot_keys_print(const struct boot_key *keys, const void *record,
	const void *defaults, FILE *out)
{
	for (; keys->name; keys++) {
		const char *value = (const char *)record + keys->at;
		bool is_said =
			defaults ? memcmp(value,
					   (const char *)defaults + keys->at,
					   keys->size) != 0
				 : has_value(keys, value);

		if (is_said)
			print(keys, value, out);
	}
}
