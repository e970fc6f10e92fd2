#include "rockridge/gather.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum {
	AREAS_MAX = 100, /* of one record; Linux reads 32 */
	AREA_MAX = 1 << 16,
};

/* Where reading is, and goes on to. */
struct reading {
	struct intake *intake;
	struct gathered *out;
	uint64_t lba;
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

static int carry(struct reading *reading, const struct susp_head *entry)
{
	memcpy(reading->out->unknown, entry->signature, 2);
	reading->out->carried++;
	return 0;
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
	{ "ER", false, "SUSP 5.5", pass },
	{ "ES", false, "SUSP 5.6", pass },
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

static void take(struct reading *reading, const struct susp_head *entry)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!is(entry, kinds[i].signature))
			continue;
		reading->out->is_ours |= kinds[i].is_ours;
		if (kinds[i].take(reading, entry) < 0)
			intake_fault(reading->intake, reading->lba,
				kinds[i].clause,
				"a %s entry is not what it has to be",
				kinds[i].signature);
		return;
	}
	carry(reading, entry);
}

static void take_all(struct reading *reading, const uint8_t *at, size_t size)
{
	const uint8_t *end = at + size;
	const struct susp_head *entry;
	int used;

	reading->next.length = 0;
	while ((used = susp_decode(at, end, &entry)) > 0) {
		take(reading, entry);
		at += used;
	}
	if (used < 0)
		fault(reading, "SUSP 4",
			"a system use entry's length is wrong");
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
	take_all(reading, area, size);
	return 0;
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
		take_all(&reading, use->at + skipped, use->size - skipped);
	for (int areas = 0; reading.next.length && !error; areas++) {
		if (areas == AREAS_MAX) {
			fault(&reading, "SUSP 5.1",
				"continuation areas have no end");
			break;
		}
		error = take_area(&reading);
	}
	out->target[out->text.size] = '\0';
	return error;
}

bool gather_is_susp(const struct system_use *use, size_t *skipped)
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
			*skipped = sp->skipped;
			return true;
		}
	}
	return false;
}
