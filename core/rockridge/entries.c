#include <string.h>

#include "disk/rrip.h"
#include "iso9660/carry.h"
#include "rockridge/ridge.h"

/* Of the extension reference (RRIP 4.3). */
static const struct reference {
	const char *identifier, *descriptor, *source;
} reference_110 = {
	"RRIP_1991A",
	"THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE "
	"SYSTEM SEMANTICS",
	"PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE "
	"PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT "
	"INFORMATION.",
}, reference_112 = {
	"IEEE_P1282",
	"THE IEEE P1282 PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM "
	"SEMANTICS",
	"PLEASE CONTACT THE IEEE STANDARDS DEPARTMENT, PISCATAWAY, NJ, USA "
	"FOR THE P1282 SPECIFICATION",
};

static void draw(struct draft *out, const void *entry, size_t size)
{
	memcpy(draft_next(out), entry, size);
	draft_added(out, size);
}

static void draw_sp(const struct tree *tree, struct draft *out)
{
	const struct susp_sp sp = {
		.head = SUSP_HEAD('S', 'P', struct susp_sp),
		.check = { 0xbe, 0xef },
		.skipped = tree->carried.skipped,
	};

	draw(out, &sp, sizeof(sp));
}

static void draw_er(const struct settings *settings, struct draft *out)
{
	const struct reference *r =
		settings->rrip == RRIP_110 ? &reference_110 : &reference_112;
	struct susp_er er = {
		.head = SUSP_HEAD('E', 'R', struct susp_er),
		.identifier_length = (uint8_t)strlen(r->identifier),
		.descriptor_length = (uint8_t)strlen(r->descriptor),
		.source_length = (uint8_t)strlen(r->source),
		.extension_version = 1,
	};
	char *at = (char *)draft_next(out);
	size_t size = sizeof(er) + er.identifier_length + er.descriptor_length +
		      er.source_length;

	er.head.length = (uint8_t)size;
	memcpy(at, &er, sizeof(er));
	at = stpcpy(at + sizeof(er), r->identifier);
	at = stpcpy(at, r->descriptor);
	memcpy(at, r->source, er.source_length);
	draft_added(out, size);
}

static void draw_px(const struct ridge *ridge, const struct record *record,
	struct draft *out)
{
	const struct iw_node *node = record->node;
	const struct count *count = record->use;
	const struct rrip_attributes attributes = {
		.mode = node->mode,
		.links = count->links,
		.uid = node->uid,
		.gid = node->gid,
		.serial = count->serial,
	};

	draft_added(
		out, rrip_px_encode(&attributes, ridge->source->settings->rrip,
			     draft_next(out)));
}

static void draw_tf(const struct source *source, const struct iw_node *node,
	struct draft *out)
{
	const struct rrip_times times = {
		.creation = source_time(source, node->btime),
		.modify = source_time(source, node->mtime),
		.access = source_time(source, node->atime),
		.attributes = source_time(source, node->ctime),
	};

	draft_added(out, rrip_tf_encode(&times, source->zone, draft_next(out)));
}

static void draw_name(const char *name, struct draft *out)
{
	do {
		draft_added(out, rrip_nm_encode(&name, draft_next(out)));
	} while (*name);
}

static void draw_target(const char *text, struct draft *out)
{
	struct rrip_target target = { .at = text };

	do {
		draft_added(out, rrip_sl_encode(&target, draft_next(out)));
	} while (target.at);
}

/* CL or PL: where a directory is, or was; it may not be planned yet. */
static void draw_place(
	char first, const struct directory *dir, struct draft *out)
{
	struct rrip_place place = {
		.head = SUSP_HEAD(first, 'L', struct rrip_place),
		.block = both32_from(dir->section
					     ? source_address(dir->tree->source,
						       dir->section->lba)
					     : 0),
	};

	draw(out, &place, sizeof(place));
}

static void draw_re(struct draft *out)
{
	const struct susp_head re = SUSP_HEAD('R', 'E', struct susp_head);

	draw(out, &re, sizeof(re));
}

/* Whether RECORD is to be skipped, though what it stands in is shown. */
static bool is_hidden(const struct record *record)
{
	const unsigned rockridge = VIEW_BIT(IW_ROCKRIDGE);

	return record->link && !(record->contexts & rockridge) &&
	       record->in->contexts & rockridge;
}

static void draw_of_name(const struct record *record, struct draft *out)
{
	const struct iw_node *node = record->node;

	if (record->contexts & VIEW_BIT(IW_ROCKRIDGE))
		draw_name(record->link->name[IW_ROCKRIDGE], out);
	if (S_ISLNK(node->mode))
		draw_target(node->target, out);
	if (S_ISBLK(node->mode) || S_ISCHR(node->mode))
		draft_added(out, rrip_pn_encode(node->rdev, draft_next(out)));
	if (record->kind == RECORD_LEFT)
		draw_place('C', record->of, out);
	if (record->kind == RECORD_MOVED || record->kind == RECORD_SHELTER) {
		draw_re(out);
	} else if (is_hidden(record)) {
		/* Some readers refuse an image with this in the record. */
		draft_apart(out);
		draw_re(out);
	}
}

/* Sets of enum carry_kind. */
#define KIND_BIT(kind) (1u << (kind))
#define ENTRY_KINDS (KIND_BIT(CARRY_ENTRY) | KIND_BIT(CARRY_FIRST_ENTRY))

/* What others left with the inode, of KINDS. */
static void draw_carried(const struct ridge *ridge, const struct record *record,
	unsigned kinds, struct draft *out)
{
	enum carry_where where =
		record->kind == RECORD_SELF ? CARRY_IN_SELF : CARRY_IN_NAME;
	const struct source *source = ridge->source;
	const struct carried_item *item;
	size_t at = 0;

	if (record->kind == RECORD_PARENT)
		return;
	while ((item = carry_next(source, record->node, where, &at))) {
		if (kinds & KIND_BIT(item->kind))
			draw(out, item->bytes, le32_get(item->size));
	}
}

/* Whether PX still goes into RECORD, behind what has been drawn. */
static bool has_room(const struct record *record, const struct draft *draft)
{
	return iso_record_use_at(record->identifier_size) + record->head_size +
		       draft->size + sizeof(struct rrip_px) +
		       sizeof(struct susp_ce) <=
	       ISO_RECORD_MAX;
}

/* Returns the kinds that are drawn. */
static unsigned draw_first(const struct ridge *ridge,
	const struct record *record, struct draft *out)
{
	size_t count = out->count, size = out->size;

	draw_carried(ridge, record, KIND_BIT(CARRY_FIRST_ENTRY), out);
	if (has_room(record, out))
		return KIND_BIT(CARRY_FIRST_ENTRY);
	out->count = count;
	out->size = size;
	return 0;
}

/* Whether the name finds room in RECORD, whose entries have SIZE bytes so far,
 * but would find none behind TIMES bytes more. */
static bool is_name_first(
	const struct record *record, size_t size, size_t times)
{
	size_t before = iso_record_use_at(record->identifier_size) +
			record->head_size + size + sizeof(struct susp_ce);
	size_t name;

	if (!record->link || !(record->contexts & VIEW_BIT(IW_ROCKRIDGE)))
		return false;
	name = sizeof(struct rrip_text) +
	       strlen(record->link->name[IW_ROCKRIDGE]);
	return before + name <= ISO_RECORD_MAX &&
	       before + times + name > ISO_RECORD_MAX;
}

/* Readers that follow no CE are to see the name rather than the times, which
 * they take from the record. */
static void draw_times_and_name(const struct ridge *ridge,
	const struct record *record, struct draft *out)
{
	size_t count = out->count, size = out->size;

	draw_tf(ridge->source, record->node, out);
	if (is_name_first(record, size, out->size - size)) {
		out->count = count;
		out->size = size;
		draw_of_name(record, out);
		draw_tf(ridge->source, record->node, out);
	} else if (record->link) {
		draw_of_name(record, out);
	}
}

void entries_draw(const struct ridge *ridge, const struct record *record,
	struct draft *out)
{
	bool is_top = record->kind == RECORD_SELF && record->in == record->of &&
		      record->in->parent == record->in;
	unsigned first;

	draft_begin(out);
	if (is_top)
		draw_sp(record->in->tree, out);
	first = draw_first(ridge, record, out);
	draw_px(ridge, record, out);
	draw_times_and_name(ridge, record, out);
	if (record->kind == RECORD_PARENT && record->in->origin)
		draw_place('P', record->in->origin, out);
	if (is_top)
		draw_er(ridge->source->settings, out);
	draw_carried(ridge, record, ENTRY_KINDS & ~first, out);
}
