#include "iso9660/volume.h"

#include <errno.h>
#include <string.h>

#include "iso9660/carry.h"
#include "util/translit.h"

#define BLOCK_SIZE 2048 /* logical blocks are sectors */
#define FIELD_MAX 128

struct volume {
	const struct volume_kind *kind;
	const struct tree *tree;
};

void volume_put_ascii(const char *text, char *field, size_t size)
{
	char ascii[FIELD_MAX + 1];
	size_t length = translit_ascii(text, ascii, sizeof(ascii));

	if (length > size)
		length = size;
	memset(field, ' ', size);
	memcpy(field, ascii, length);
}

/* A setting that is not made, as a volume still needs it. */
#define PUT(field, text) kind->put(text, field, sizeof(field))

static void put_identifiers(const struct volume_kind *kind,
	const struct settings *s, struct iso_volume *out)
{
	PUT(out->system_identifier, s->sysid);
	PUT(out->volume_identifier, s->volid);
	PUT(out->volume_set_identifier, s->volset);
	PUT(out->publisher_identifier, s->publisher);
	PUT(out->preparer_identifier, s->preparer);
	PUT(out->application_identifier, s->application);
	PUT(out->copyright_file, s->copyright);
	PUT(out->abstract_file, s->abstract);
	PUT(out->bibliographic_file, s->bibliography);
}

/* The DATE that was set, or OTHERWISE. */
static struct iso_long_date date_or(
	const struct volume_date *date, struct iso_long_date otherwise)
{
	struct iso_long_date out;

	if (!*date->digits)
		return otherwise;
	memcpy(&out, date->digits, VOLUME_DATE_DIGITS);
	out.zone = (int8_t)date->zone;
	return out;
}

static void put_dates(const struct source *source, struct iso_volume *out)
{
	const struct settings *settings = source->settings;
	const struct iso_long_date now =
		iso_long_date_from(source->now, source->zone);
	struct iso_long_date none;

	memset(&none, '0', sizeof(none));
	none.zone = 0;
	out->created = date_or(&settings->created, now);
	out->modified = date_or(&settings->modified, now);
	out->expires = date_or(&settings->expires, none);
	out->effective = date_or(&settings->effective, none);
}

/* 8.4.18: the root's record, without a system use. */
static struct iso_root_record root_record(const struct tree *tree)
{
	const struct section *section = tree->root->section;
	const struct timespec time =
		source_time(tree->source, tree->source->root->mtime);

	return (struct iso_root_record){
		.head = {
			.length = sizeof(struct iso_root_record),
			.extent = both32_from(source_address(
				tree->source, section->lba)),
			.data_length = both32_from((uint32_t)section->size),
			.date = iso_date_from(
				time.tv_sec, tree->source->zone),
			.flags = ISO_DIRECTORY,
			.volume = both16_from(tree->carried.volume),
			.identifier_length = 1,
		},
	};
}

static void render_volume(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct volume *volume = self->subject;
	const struct volume_kind *kind = volume->kind;
	const struct tree *tree = volume->tree;
	struct iso_volume fields = {
		.head = iso_volume_head(kind->type, kind->version),
		.space_size = both32_from(source_size(layout, tree->source)),
		.block_size = both16_from(BLOCK_SIZE),
		.path_table_size = both32_from((uint32_t)tree->path_table_size),
		.path_table_l = le32_from(
			source_address(tree->source, tree->path_l->lba)),
		.path_table_m = be32_from(
			source_address(tree->source, tree->path_m->lba)),
		.root = root_record(tree),
		.structure_version = kind->structure_version,
	};

	memcpy(fields.escape_sequences, kind->escape, strlen(kind->escape));
	put_identifiers(kind, tree->source->settings, &fields);
	/* What the sum sees where it will be put (disk/implant.h). */
	if (tree->source->settings->md5 != MD5_NONE)
		memset(fields.application_use, ' ',
			sizeof(fields.application_use));
	put_dates(tree->source, &fields);
	carry_describe(tree, &fields);
	memcpy(out, &fields, sizeof(fields));
}

int volume_plan(const struct volume_kind *kind, const struct tree *tree)
{
	struct volume *volume = layout_alloc(tree->layout, sizeof(*volume));
	const struct section section = {
		.zone = source_descriptors(tree->source),
		.rank = kind->rank,
		.size = sizeof(struct iso_volume),
		.render = render_volume,
		.subject = volume,
	};

	if (!volume)
		return -ENOMEM;
	*volume = (struct volume){ .kind = kind, .tree = tree };
	return layout_add(tree->layout, &section) ? 0 : -ENOMEM;
}

static void render_terminator(
	const struct layout *layout, const struct section *self, uint8_t *out)
{
	const struct iso_terminator fields = {
		.head = iso_volume_head(ISO_TERMINATOR, 1),
	};

	(void)layout;
	memcpy(out, &fields, self->size);
}

int volume_plan_terminator(struct layout *layout, const struct source *source)
{
	const struct section section = {
		.zone = source_descriptors(source),
		.rank = RANK_TERMINATOR,
		.size = sizeof(struct iso_terminator),
		.render = render_terminator,
	};

	return layout_add(layout, &section) ? 0 : -ENOMEM;
}
