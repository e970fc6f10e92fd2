#include "image/tuning.h"

#include <errno.h>
#include <string.h>

#include "image/mark.h"
#include "model/dir.h"
#include "name/name.h"

#define VALUE_SIZE                                                             \
	1024u /* bytes of any value that can change, with its NUL              \
	       */
#define RECORD_SIZE 1100u

static size_t count_settings(void)
{
	size_t count = 0;

	while (iw_setting_name(count))
		count++;
	return count;
}

size_t tuning_room(void)
{
	return count_settings() * (JOURNAL_RECORD + RECORD_SIZE);
}

static void record(
	const struct settings *settings, size_t i, struct journal *journal)
{
	char bytes[RECORD_SIZE];
	size_t at = strlen(iw_setting_name(i)) + 1;

	memcpy(bytes, iw_setting_name(i), at);
	at += settings_print(settings, i, bytes + at, sizeof(bytes) - at);
	journal_put(journal, MARK_SETTING, bytes, at + 1);
}

void tuning_record(const struct iw_image *image, struct journal *journal)
{
	for (size_t i = 0; iw_setting_name(i); i++) {
		if (iw_setting_writable(i))
			record(&image->settings, i, journal);
	}
}

void tuning_warn(const struct iw_image *image)
{
	for (size_t i = 0; iw_setting_name(i); i++) {
		if (settings_given(&image->settings, iw_setting_name(i)))
			settings_warn(&image->settings, i, &image->diag);
	}
}

int tuning_replay(struct iw_image *image, const uint8_t *bytes, size_t size)
{
	const char *name = (const char *)bytes;
	const char *end = memchr(bytes, 0, size);
	int error;

	if (!end || bytes[size - 1] || end == name + size - 1)
		return -EUCLEAN;
	error = settings_inherit(&image->settings, name, end + 1);
	return error == -EINVAL ? -EUCLEAN : error;
}

ssize_t iw_setting_get(struct iw_image *image, size_t i, char *out, size_t size)
{
	size_t length;

	if (!iw_setting_name(i))
		return -ENOENT;
	pthread_mutex_lock(&image->lock);
	length = settings_print(&image->settings, i, out, size);
	pthread_mutex_unlock(&image->lock);
	if (length + 1 >= size)
		return -ERANGE;
	out[length++] = '\n';
	out[length] = 0;
	return (ssize_t)length;
}

/* Whether NAME is in VIEW's context as it would be stored if given now. */
static bool is_regular(const struct settings *settings, enum iw_view view,
	const struct link *link)
{
	char stored[NAME_SIZE];

	return name_rules[view].check(settings, NULL, link->node->mode,
		       link->name[view], stored) == 0 &&
	       !strcmp(stored, link->name[view]);
}

/* The first name in VIEW that is regular BEFORE and not AFTER, or NULL. What
 * was irregular already came with the image, and may stay. */
static const char *find_hindrance(const struct model *model, enum iw_view view,
	const struct settings *before, const struct settings *after)
{
	const struct iw_node *dir = model->root;
	size_t at = 0;

	for (;;) {
		const struct link *link;

		if (at == dir->dir->link_count) {
			link = dir_link(dir, view);
			if (!link)
				return NULL;
			dir = link->dir;
			at = dir_position(dir->dir, link->cookie);
			continue;
		}
		link = dir->dir->links[at++];
		if (!link || !link->name[view])
			continue;
		if (is_regular(before, view, link) &&
			!is_regular(after, view, link))
			return link->name[view];
		if (S_ISDIR(link->node->mode)) {
			dir = link->node;
			at = 0;
		}
	}
}

static bool changes_names(
	const struct settings *before, const struct settings *after)
{
	return before->iso_level != after->iso_level ||
	       before->joliet_long != after->joliet_long ||
	       before->context[IW_ROCKRIDGE] != after->context[IW_ROCKRIDGE];
}

/* The names that are there must stay legal: the writers trust them. */
static int check_names(const struct iw_image *image,
	const struct settings *after, const char *option)
{
	static const enum iw_view ruled[] = { IW_ISO, IW_JOLIET };

	if (!changes_names(&image->settings, after))
		return 0;
	for (size_t i = 0; i < sizeof(ruled) / sizeof(*ruled); i++) {
		const char *name = find_hindrance(
			&image->model, ruled[i], &image->settings, after);

		if (name)
			return diag_fail(&image->diag, -EINVAL,
				"%s: '%s' in %s/ would not be legal any more; "
				"rename it first",
				option, name, views[ruled[i]].folder);
	}
	return 0;
}

/* VALUE of LENGTH bytes, a line or its begin, as a string. */
static int take_line(const struct diag *diag, const char *option,
	const char *value, size_t length, char out[VALUE_SIZE])
{
	if (length && value[length - 1] == '\n')
		length--;
	if (length >= VALUE_SIZE || memchr(value, 0, length) ||
		memchr(value, '\n', length))
		return diag_fail(diag, -EINVAL,
			"%s: a value is one line of less than %u bytes", option,
			VALUE_SIZE);
	memcpy(out, value, length);
	out[length] = 0;
	return 0;
}

/* Makes AFTER, which then has an owner, the settings of IMAGE. */
static int adopt(struct iw_image *image, struct settings *after, size_t i)
{
	int error = check_names(image, after, iw_setting_name(i));

	if (!error)
		error = journal_begin(
			image->journal, JOURNAL_RECORD + RECORD_SIZE);
	if (error)
		return error;
	settings_clear(&image->settings);
	image->settings = *after;
	record(&image->settings, i, image->journal);
	journal_end(image->journal);
	store_limit(image->store, image->settings.capacity);
	image->model.changes++;
	settings_warn(&image->settings, i, &image->diag);
	return 0;
}

static int set_locked(struct iw_image *image, size_t i, const char *value)
{
	struct settings after;
	char why[SETTINGS_WHY];
	int error;

	if (!iw_setting_writable(i))
		return diag_fail(&image->diag, -EPERM,
			"%s: only at the mount, with -o %s", iw_setting_name(i),
			iw_setting_name(i));
	if (image->settings.read_only)
		return -EROFS;
	error = settings_copy(&image->settings, &after);
	if (error)
		return error;
	error = settings_set(&after, i, value, why);
	if (error == -EINVAL)
		diag_fail(&image->diag, error, "%s", why);
	if (!error)
		error = adopt(image, &after, i);
	if (error)
		settings_clear(&after);
	return error;
}

int iw_setting_set(
	struct iw_image *image, size_t i, const char *value, size_t length)
{
	char line[VALUE_SIZE];
	int error;

	if (!iw_setting_name(i))
		return -ENOENT;
	pthread_mutex_lock(&image->lock);
	error = take_line(
		&image->diag, iw_setting_name(i), value, length, line);
	if (!error)
		error = set_locked(image, i, line);
	pthread_mutex_unlock(&image->lock);
	return error;
}
