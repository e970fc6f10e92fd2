#include "settings/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/row.h"

static const struct choice contexts[] = {
	{ "iso", IW_ISO },
	{ "rockridge", IW_ROCKRIDGE },
	{ "joliet", IW_JOLIET },
	{ "udf", IW_UDF },
	{ NULL },
};

static const struct choice sessions[] = { { "last", 0 }, { NULL } };

static const struct choice sectors[] = { { "none", SBSECTOR_NONE }, { NULL } };

static const struct choice iso_levels[] = { { "1", 1 }, { "2", 2 }, { "3", 3 },
	{ "4", 4 }, { NULL } };

static const struct choice udf_versions[] = { { "1.02", 102 }, { "1.50", 150 },
	{ "2.01", 201 }, { "2.60", 260 }, { NULL } };

static const struct choice rrip_versions[] = { { "1.10", 110 }, { "1.12", 112 },
	{ NULL } };

static const struct choice deeps[] = { { "allow", DEEP_ALLOW },
	{ "relocate", DEEP_RELOCATE }, { NULL } };

static const struct choice orders[] = { { "dense", ORDER_DENSE },
	{ "canonical", ORDER_CANONICAL }, { NULL } };

static const struct choice losses[] = { { "refuse", LOSSES_REFUSE },
	{ "allow", LOSSES_ALLOW }, { NULL } };

static const struct choice md5s[] = { { "none", MD5_NONE },
	{ "implant", MD5_PLAIN }, { "supported", MD5_SUPPORTED }, { NULL } };

/*
 * Sectors of 2048 bytes that every blank disc of the kind has: a CD of 80
 * minutes is nominally 360,000, its lead-out can begin up to 156 before;
 * DVD+R (ECMA-349) is smaller than DVD-R, DVD-R DL (ECMA-382) than DVD+R DL;
 * BD-R without spare areas.
 */
static const struct choice media[] = {
	{ "none", 0 },
	{ "cd", 359844 },
	{ "dvd", 2295104 },
	{ "dvd-dl", 4171712 },
	{ "bd", 12219392 },
	{ "bd-dl", 24438784 },
	{ NULL },
};

static const struct alphabet system_id = { 32, " !\"%&'()*+,-./:;<=>?",
	"a-characters, ECMA-119 8.4.5" };
static const struct alphabet volume_id = { 32, "",
	"d-characters, ECMA-119 8.4.6" };
static const struct alphabet volume_set_id = { 128, "",
	"d-characters, ECMA-119 8.4.19" };
static const struct alphabet person = { 128, " !\"%&'()*+,-./:;<=>?",
	"a-characters, ECMA-119 8.4.20 to 8.4.22" };
static const struct alphabet file_name = { 37, ".;",
	"a file of the root, ECMA-119 8.4.23 to 8.4.25" };

#define AT(field) .at = offsetof(struct settings, field)
#define IDENTIFIER(field, text, of, first)                                     \
	{                                                                      \
		.name = #field, .help = text, .kind = &kind_identifier,        \
		AT(field), .initial = first, .alphabet = &of,                  \
		.is_writable = true                                            \
	}

#define DATE(field, text)                                                      \
	{                                                                      \
		.name = #field, .help = text, .kind = &kind_date, AT(field),   \
		.initial = "", .is_writable = true                             \
	}

static const struct setting rows[] = {
	{ .name = "from",
		.help = "start as this image, or as this folder",
		.kind = &kind_path,
		AT(from) },
	{ .name = "ro",
		.help = "write nothing",
		.kind = &kind_flag,
		AT(read_only),
		.initial = "no" },
	{ .name = "losses",
		.help = "of an image that is damaged, or has what cannot be "
			"kept: refuse changes, or allow",
		.kind = &kind_choice,
		AT(losses),
		.initial = "refuse",
		.choices = losses },
	{ .name = "session",
		.help = "the session to be shown, from 1; else the last",
		.kind = &kind_number,
		AT(session),
		.initial = "last",
		.choices = sessions },
	{ .name = "sbsector",
		.help = "the sector at which that session begins",
		.kind = &kind_number,
		AT(sbsector),
		.initial = "none",
		.choices = sectors },
	{ .name = "contexts",
		.help = "the contexts that all/ names files in, as "
			"iso:rockridge:joliet:udf",
		.kind = &kind_contexts,
		AT(context),
		.initial = "iso:rockridge:joliet:udf",
		.choices = contexts,
		.is_writable = true },
	{ .name = "iso-level",
		.help = "1 to 4: the kind of names in iso/",
		.kind = &kind_choice,
		AT(iso_level),
		.initial = "3",
		.choices = iso_levels,
		.is_writable = true },
	{ .name = "joliet-long",
		.help = "names of 103 characters in joliet/, not 64",
		.kind = &kind_flag,
		AT(joliet_long),
		.initial = "no",
		.is_writable = true },
	{ .name = "udf",
		.help = "1.02, 1.50, 2.01 or 2.60",
		.kind = &kind_choice,
		AT(udf),
		.initial = "1.02",
		.choices = udf_versions,
		.is_writable = true },
	{ .name = "udf-readme",
		.help = "in an image of UDF only, a text that says so to "
			"readers of ISO 9660",
		.kind = &kind_flag,
		AT(udf_readme),
		.initial = "no",
		.is_writable = true },
	{ .name = "rrip",
		.help = "Rock Ridge 1.10 or 1.12",
		.kind = &kind_choice,
		AT(rrip),
		.initial = "1.12",
		.choices = rrip_versions,
		.is_writable = true },
	{ .name = "deep",
		.help = "directories beyond depth 8: allow or relocate",
		.kind = &kind_choice,
		AT(deep),
		.initial = "allow",
		.choices = deeps,
		.is_writable = true },
	{ .name = "charset",
		.help = "of the names in the mount",
		.kind = &kind_charset,
		AT(charset),
		.initial = "UTF-8" },
	IDENTIFIER(volid, "volume identifier", volume_id, "ISOIMAGE"),
	IDENTIFIER(sysid, "system identifier", system_id, ""),
	IDENTIFIER(volset, "volume set identifier", volume_set_id, ""),
	IDENTIFIER(publisher, "publisher identifier", person, ""),
	IDENTIFIER(preparer, "data preparer identifier", person, ""),
	IDENTIFIER(application, "application identifier", person, "ISOWEAVE"),
	IDENTIFIER(copyright, "copyright file in the root", file_name, ""),
	IDENTIFIER(abstract, "abstract file in the root", file_name, ""),
	IDENTIFIER(
		bibliography, "bibliographic file in the root", file_name, ""),
	{ .name = "udf-volid",
		.help = "volume identifier of UDF, where it is another",
		.kind = &kind_dstring,
		AT(udf_volid),
		.initial = "",
		.is_writable = true },
	{ .name = "udf-volset",
		.help = "volume set identifier of UDF, which begins with its "
			"UUID; else made at the sync",
		.kind = &kind_dstring,
		AT(udf_volset),
		.initial = "",
		.is_writable = true },
	DATE(created,
		"date of the volume, as YYYYMMDDhhmmsscc; else the sync's"),
	DATE(modified, "date that boot loaders may search by; else the sync's"),
	DATE(expires, "date after which the volume is obsolete"),
	DATE(effective, "date from which the volume may be used"),
	{ .name = "layout",
		.help = "dense, or canonical: independent of the order of "
			"operations",
		.kind = &kind_choice,
		AT(order),
		.initial = "dense",
		.choices = orders,
		.is_writable = true },
	{ .name = "md5",
		.help = "none, implant or supported: the sum for checkisomd5",
		.kind = &kind_choice,
		AT(md5),
		.initial = "none",
		.choices = md5s,
		.is_writable = true },
	{ .name = "media",
		.help = "capacity: cd, dvd, dvd-dl, bd, bd-dl or bytes, as "
			"700M",
		.kind = &kind_media,
		AT(capacity),
		.initial = "none",
		.choices = media,
		.is_writable = true },
};

#define ROWS (sizeof(rows) / sizeof(*rows))
_Static_assert(ROWS <= 32, "settings.given has a bit a row");

int settings_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (!strcmp(rows[i].name, name))
			return (int)i;
	}
	return -ENOENT;
}

int settings_init(struct settings *settings)
{
	char why[SETTINGS_WHY];

	*settings = (struct settings){ 0 };
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].initial && rows[i].kind->set(settings, &rows[i],
					       rows[i].initial, why) != 0) {
			settings_clear(settings);
			return -ENOMEM;
		}
	}
	return 0;
}

void settings_clear(struct settings *settings)
{
	for (size_t i = 0; i < ROWS; i++) {
		char **field = setting_field(settings, &rows[i]);

		if (!rows[i].kind->is_owned_text)
			continue;
		free(*field);
		*field = NULL;
	}
}

int settings_copy(const struct settings *settings, struct settings *out)
{
	bool is_whole = true;

	*out = *settings;
	for (size_t i = 0; i < ROWS; i++) {
		char **field = setting_field(out, &rows[i]);

		if (!rows[i].kind->is_owned_text || !*field)
			continue;
		*field = strdup(*field);
		is_whole = is_whole && *field;
	}
	if (is_whole)
		return 0;
	settings_clear(out);
	return -ENOMEM;
}

int settings_set(struct settings *settings, size_t i, const char *value,
	char why[SETTINGS_WHY])
{
	int error;

	if (!value && !rows[i].kind->is_bare)
		return setting_refuse(why, "%s: a value is wanted (%s)",
			rows[i].name, rows[i].help);
	error = rows[i].kind->set(settings, &rows[i], value, why);
	if (!error)
		settings->given |= UINT32_C(1) << i;
	return error;
}

size_t settings_print(
	const struct settings *settings, size_t i, char *out, size_t size)
{
	return rows[i].kind->print(settings, &rows[i], out, size);
}

void settings_warn(
	const struct settings *settings, size_t i, const struct diag *diag)
{
	if (rows[i].kind->warn)
		rows[i].kind->warn(settings, &rows[i], diag);
}

bool settings_given(const struct settings *settings, const char *name)
{
	int i = settings_find(name);

	return i >= 0 && settings->given >> i & 1;
}

int settings_inherit(
	struct settings *settings, const char *name, const char *value)
{
	int i = settings_find(name);
	char why[SETTINGS_WHY];

	if (i < 0)
		return -EINVAL;
	if (settings_given(settings, name))
		return 0;
	if (rows[i].kind == &kind_identifier || rows[i].kind == &kind_dstring)
		return setting_replace(settings, &rows[i], value);
	return rows[i].kind->set(settings, &rows[i], value, why);
}

struct iw_settings *iw_settings_new(void)
{
	struct iw_settings *settings = malloc(sizeof(*settings));

	if (settings && settings_init(&settings->of) == 0)
		return settings;
	free(settings);
	return NULL;
}

void iw_settings_free(struct iw_settings *settings)
{
	if (!settings)
		return;
	settings_clear(&settings->of);
	free(settings);
}

int iw_settings_set(struct iw_settings *settings, const char *name,
	const char *value, const char **why)
{
	static _Thread_local char sentence[SETTINGS_WHY];
	int i = settings_find(name);
	int error;

	*why = sentence;
	if (i < 0)
		error = -ENOENT;
	else
		error = settings_set(&settings->of, (size_t)i, value, sentence);
	if (error == -ENOENT)
		snprintf(sentence, sizeof(sentence), "%.100s: no such option",
			name);
	if (error == -ENOMEM)
		snprintf(sentence, sizeof(sentence), "%s: no memory", name);
	return error;
}

const char *iw_setting_name(size_t i)
{
	return i < ROWS ? rows[i].name : NULL;
}

const char *iw_setting_help(size_t i)
{
	return i < ROWS ? rows[i].help : NULL;
}

bool iw_setting_writable(size_t i)
{
	return i < ROWS && rows[i].is_writable;
}
