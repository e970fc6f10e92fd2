#include "rockridge/gather.h"

#include <errno.h>
#include <string.h>

#include "iso9660/carry.h"
#include "rockridge/aaip.h"

enum {
	AREAS_MAX = 100, /* of one record; Linux reads 32 */
	AREA_MAX = 1 << 16,
	SHARED_AREAS = 1 << 20, /* bytes */
};

/* Where reading is, and goes on to. */
struct reading {
	struct intake *intake;
	struct gathered *out;
	uint64_t lba;
	uint8_t selected[SUSP_ENTRY_MAX]; /* the ES that is in force */
	bool is_selecting;		  /* not yet told with what is kept */
	struct {
		uint64_t block;
		uint32_t offset, length;
	} next; /* length 0: nowhere */
};

static void fault(struct reading *reading, const char *clause, const char *what)
{
	intake_fault(reading->intake, reading->lba, clause, "%s", what);
}

static bool is(const struct susp_head *entry, const char *signature)
{
	return memcmp(entry->signature, signature, 2) == 0;
}

static int take_ce(struct reading *reading, const struct susp_head *entry)
{
	const struct susp_ce *ce = (const struct susp_ce *)entry;

	if (entry->length < sizeof(*ce))
		return -EUCLEAN;
	reading->next.block = le32_get(ce->block.le);
	reading->next.offset = le32_get(ce->offset.le);
	reading->next.length = le32_get(ce->length.le);
	return 0;
}

static int take_nm(struct reading *reading, const struct susp_head *entry)
{
	const struct rrip_text *nm = (const struct rrip_text *)entry;
	struct gathered *out = reading->out;
	size_t size = entry->length - sizeof(*nm);

	if (entry->length < sizeof(*nm))
		return -EUCLEAN;
	if (nm->flags & (RRIP_CURRENT | RRIP_PARENT))
		return 0;
	if (size >= sizeof(out->name) - out->name_size)
		return -ENAMETOOLONG;
	if (memchr(nm + 1, 0, size))
		return -EUCLEAN;
	memcpy(out->name + out->name_size, nm + 1, size);
	out->name_size += size;
	out->name[out->name_size] = '\0';
	return 0;
}

static int take_sl(struct reading *reading, const struct susp_head *entry)
{
	struct gathered *out = reading->out;

	out->text.text = out->target;
	out->text.room = sizeof(out->target) - 1;
	return rrip_sl_decode(entry, &out->text);
}

static int take_cl(struct reading *reading, const struct susp_head *entry)
{
	const struct rrip_place *place = (const struct rrip_place *)entry;

	if (entry->length < sizeof(*place))
		return -EUCLEAN;
	reading->out->child = le32_get(place->block.le);
	return 0;
}

static int take_re(struct reading *reading, const struct susp_head *entry)
{
	(void)entry;
	reading->out->is_relocated = true;
	return 0;
}

static int take_px(struct reading *reading, const struct susp_head *entry)
{
	int error = rrip_px_decode(entry, &reading->out->attributes);

	reading->out->has_px = !error;
	return error;
}

static int take_pn(struct reading *reading, const struct susp_head *entry)
{
	int error = rrip_pn_decode(entry, &reading->out->rdev);

	reading->out->has_pn = !error;
	return error;
}

static int take_tf(struct reading *reading, const struct susp_head *entry)
{
	int error = rrip_tf_decode(entry, &reading->out->times);

	reading->out->has_times |= !error;
	return error;
}

/* What is made anew at each commit, or tells nothing. */
static int pass(struct reading *reading, const struct susp_head *entry)
{
	(void)reading;
	(void)entry;
	return 0;
}

static int add(struct reading *reading, const struct carried_item *what,
	const struct susp_head *entry)
{
	const struct carried_item head = {
		.kind = what->kind,
		.when = what->when,
		.where = CARRY_IN_NAME,
	};

	return carried_add(&reading->intake->kept, &head, entry, entry->length);
}

/* The extension that what follows belongs to: told anew before what is kept,
 * which is written behind all that is made. */
static int take_es(struct reading *reading, const struct susp_head *entry)
{
	memcpy(reading->selected, entry, entry->length);
	reading->is_selecting = true;
	return 0;
}

static int keep(struct reading *reading, enum carried_when when,
	const struct susp_head *entry)
{
	const struct carried_item head = {
		.kind = CARRY_ENTRY,
		.when = (uint8_t)when,
	};
	const struct carried_item es = { .kind = CARRY_ENTRY };
	int error = 0;

	if (reading->is_selecting)
		error = add(reading, &es, (const void *)reading->selected);
	reading->out->is_selected |= reading->is_selecting;
	reading->is_selecting = false;
	return error ? error : add(reading, &head, entry);
}

/* It says something of the data as they are on the medium. */
static int take_of_data(struct reading *reading, const struct susp_head *entry)
{
	return keep(reading, CARRIED_OF_DATA, entry);
}

static int take_compressed(
	struct reading *reading, const struct susp_head *entry)
{
	reading->out->is_compressed = true;
	return take_of_data(reading, entry);
}

static int take_al(struct reading *reading, const struct susp_head *entry)
{
	reading->out->has_attributes = true;
	return keep(reading, CARRIED_ALWAYS, entry);
}

/* Apple's readers do not look behind the first. */
static int take_apple(struct reading *reading, const struct susp_head *entry)
{
	const struct carried_item head = { .kind = CARRY_FIRST_ENTRY };

	return reading->is_selecting ? keep(reading, CARRIED_ALWAYS, entry)
				     : add(reading, &head, entry);
}

/* Rock Ridge's own is made anew, in front of others: ES counts them. */
static int take_er(struct reading *reading, const struct susp_head *entry)
{
	static const char *const own[] = { "RRIP_1991A", "IEEE_P1282",
		"IEEE_1282" };
	const struct susp_er *er = (const struct susp_er *)entry;
	const char *identifier = (const char *)(er + 1);

	if (entry->length < sizeof(*er) ||
		er->identifier_length > entry->length - sizeof(*er))
		return -EUCLEAN;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		if (er->identifier_length != strlen(own[i]) ||
			memcmp(identifier, own[i], strlen(own[i])) != 0)
			continue;
		reading->out->is_second = reading->out->has_others;
		return 0;
	}
	reading->out->has_others = true;
	return keep(reading, CARRIED_ALWAYS, entry);
}

static const struct {
	char signature[3];
	bool is_ours;
	const char *clause;
	int (*take)(struct reading *, const struct susp_head *);
} kinds[] = {
	{ "CE", false, "SUSP 5.1", take_ce },
	{ "PD", false, "SUSP 5.2", pass },
	{ "SP", false, "SUSP 5.3", pass },
	{ "ER", false, "SUSP 5.5", take_er },
	{ "ES", false, "SUSP 5.6", take_es },
	{ "AA", false, "Apple's extensions", take_apple },
	{ "AL", false, "AAIP 2.0", take_al },
	{ "BA", false, "Apple's extensions", take_apple },
	{ "ZF", false, "zisofs", take_compressed },
	{ "Z2", false, "zisofs", take_compressed },
	{ "SF", false, "RRIP 4.1.7", take_of_data },
	{ "RR", true, "RRIP 1.09", pass },
	{ "PX", true, "RRIP 4.1.1", take_px },
	{ "PN", true, "RRIP 4.1.2", take_pn },
	{ "SL", true, "RRIP 4.1.3", take_sl },
	{ "NM", true, "RRIP 4.1.4", take_nm },
	{ "CL", true, "RRIP 4.1.5.1", take_cl },
	{ "PL", true, "RRIP 4.1.5.2", pass },
	{ "RE", true, "RRIP 4.1.5.3", take_re },
	{ "TF", true, "RRIP 4.1.6", take_tf },
};

static int take(struct reading *reading, const struct susp_head *entry)
{
	int error;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!is(entry, kinds[i].signature))
			continue;
		reading->out->is_ours |= kinds[i].is_ours;
		error = kinds[i].take(reading, entry);
		if (error == -ENOMEM)
			return error;
		if (error)
			intake_fault(reading->intake, reading->lba,
				kinds[i].clause,
				"a %s entry is not what it has to be",
				kinds[i].signature);
		return 0;
	}
	return keep(reading, CARRIED_ALWAYS, entry);
}

static int take_all(struct reading *reading, const uint8_t *at, size_t size)
{
	const uint8_t *end = at + size;
	const struct susp_head *entry;
	int used = 0, error = 0;

	reading->next.length = 0;
	while (!error && (used = susp_decode(at, end, &entry)) > 0) {
		error = take(reading, entry);
		at += used;
	}
	if (!error && used < 0)
		fault(reading, "SUSP 4",
			"a system use entry's length is wrong");
	return error;
}

/* Areas of their own have no more bytes than the image; some writers let a few
 * records share one. */
static bool is_affordable(struct intake *intake, size_t size)
{
	uint64_t all = SHARED_AREAS + 4 * intake->medium.size;

	if (size > all || intake->continued > all - size)
		return false;
	intake->continued += size;
	return true;
}

static int take_area(struct reading *reading)
{
	static _Thread_local uint8_t area[AREA_MAX];
	uint64_t at = reading->next.block * SECTOR_SIZE + reading->next.offset;
	size_t size = reading->next.length;
	int error;

	if (size > sizeof(area)) {
		fault(reading, "SUSP 5.1", "a continuation area is too long");
		reading->next.length = 0;
		return 0;
	}
	if (!is_affordable(reading->intake, size)) {
		fault(reading, "limit of this program",
			"continuation areas are longer than the image; the "
			"rest is left out");
		reading->next.length = 0;
		return 0;
	}
	error = medium_read(&reading->intake->medium, at, size, area);
	if (error == -EUCLEAN) {
		fault(reading, "SUSP 5.1",
			"a continuation area is not in the image");
		reading->next.length = 0;
		return 0;
	}
	if (error)
		return error;
	reading->lba = at / SECTOR_SIZE;
	return take_all(reading, area, size);
}

/* Sums are of the file's data; a copy has their array at no known place. */
static int settle_sums(struct reading *reading)
{
	struct carried_list *kept = &reading->intake->kept;
	bool has_sum = false, has_sums = false;
	int error;

	if (!reading->out->has_attributes)
		return 0;
	if (!reading->intake->is_copied) {
		error = aaip_leave_out_later(
			kept, AAIP_SUM, &reading->out->has_sum);
		if (error || reading->out->has_sum)
			return error;
		/* Of a directory, whose data are changed by a new order. */
		return aaip_leave_out_later(kept, AAIP_SUMS, &has_sums);
	}
	error = aaip_leave_out(kept, AAIP_SUM, &has_sum);
	if (!error)
		error = aaip_leave_out(kept, AAIP_SUMS, &has_sums);
	reading->out->has_sum = has_sum || has_sums;
	return error;
}

int gather(struct intake *intake, const struct system_use *use, size_t skipped,
	struct gathered *out)
{
	struct reading reading = {
		.intake = intake, .out = out, .lba = use->lba
	};
	int error = 0;

	memset(out, 0, sizeof(*out));
	if (skipped < use->size)
		error = take_all(
			&reading, use->at + skipped, use->size - skipped);
	for (int areas = 0; reading.next.length && !error; areas++) {
		if (areas == AREAS_MAX) {
			fault(&reading, "SUSP 5.1",
				"continuation areas have no end");
			break;
		}
		error = take_area(&reading);
	}
	out->target[out->text.size] = '\0';
	return error ? error : settle_sums(&reading);
}

bool gather_is_susp(
	const struct system_use *use, size_t *before, size_t *skipped)
{
	/* CD-ROM XA puts its own fourteen bytes first. */
	static const size_t places[] = { 0, 14 };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct susp_sp *sp =
			(const struct susp_sp *)(use->at + places[i]);

		if (use->size < places[i] + sizeof(*sp))
			break;
		if (is(&sp->head, "SP") && sp->check[0] == 0xbe &&
			sp->check[1] == 0xef) {
			*before = places[i];
			*skipped = sp->skipped;
			return true;
		}
	}
	return false;
}
