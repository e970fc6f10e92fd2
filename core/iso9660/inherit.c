#include "iso9660/loads.h"

#include <stdio.h>
#include <string.h>

#include "disk/implant.h"

/* A field of characters, without the blanks behind them. */
static void inherit(struct settings *settings, const char *name,
	const char *field, size_t size)
{
	char text[129];

	while (size > 0 && (field[size - 1] == ' ' || !field[size - 1]))
		size--;
	memcpy(text, field, size);
	text[size] = '\0';
	settings_inherit(settings, name, text);
}

/* A date that was not given, or is none, stays unset. */
static void inherit_date(struct settings *settings, const char *name,
	const struct iso_long_date *date)
{
	char text[2 * VOLUME_DATE_DIGITS];

	snprintf(text, sizeof(text), "%.*s %d", VOLUME_DATE_DIGITS, date->year,
		date->zone);
	settings_inherit(settings, name, text);
}

#define INHERIT(option, field)                                                 \
	inherit(intake->settings, option, volume->field, sizeof(volume->field))

/* A sum is no longer true after any change. */
static void inherit_md5(struct intake *intake, const struct iso_volume *volume)
{
	struct settings *settings = intake->settings;
	bool is_supported;

	if (!implant_decode(volume->application_use, &is_supported))
		return;
	if (settings->md5 == MD5_PLAIN && is_supported)
		settings->md5 = MD5_SUPPORTED;
	if (settings->md5 == MD5_NONE && !settings->read_only)
		diag_say(intake->diag, LOG_WARNING,
			"the MD5 sum that is implanted in it will be gone "
			"after a change; md5=implant renews it");
}

void session_inherit(struct intake *intake, const struct iso_session *session)
{
	const struct iso_volume *volume = &session->primary;

	inherit_md5(intake, volume);
	INHERIT("sysid", system_identifier);
	INHERIT("volid", volume_identifier);
	INHERIT("volset", volume_set_identifier);
	INHERIT("publisher", publisher_identifier);
	INHERIT("preparer", preparer_identifier);
	INHERIT("application", application_identifier);
	INHERIT("copyright", copyright_file);
	INHERIT("abstract", abstract_file);
	INHERIT("bibliography", bibliographic_file);
	inherit_date(intake->settings, "created", &volume->created);
	inherit_date(intake->settings, "modified", &volume->modified);
	inherit_date(intake->settings, "expires", &volume->expires);
	inherit_date(intake->settings, "effective", &volume->effective);
	if (session->has_enhanced)
		settings_inherit(intake->settings, "iso-level", "4");
}
