#include "disk/rrip.h"

#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "disk/iso_date.h"

size_t rrip_px_encode(const struct rrip_attributes *attributes,
	enum rrip_version version, uint8_t *out)
{
	struct rrip_px px = {
		.head = SUSP_HEAD('P', 'X', struct rrip_px),
		.mode = both32_from(attributes->mode),
		.links = both32_from(attributes->links),
		.uid = both32_from(attributes->uid),
		.gid = both32_from(attributes->gid),
		.serial = both32_from(attributes->serial),
	};

	if (version == RRIP_110)
		px.head.length = RRIP_PX_110_SIZE;
	memcpy(out, &px, px.head.length);
	return px.head.length;
}

int rrip_px_decode(const struct susp_head *entry, struct rrip_attributes *out)
{
	struct rrip_px px = { 0 };

	if (entry->length < RRIP_PX_110_SIZE)
		return -EUCLEAN;
	memcpy(&px, entry,
		entry->length < sizeof(px) ? RRIP_PX_110_SIZE : sizeof(px));
	*out = (struct rrip_attributes){
		.mode = le32_get(px.mode.le),
		.links = le32_get(px.links.le),
		.uid = le32_get(px.uid.le),
		.gid = le32_get(px.gid.le),
		.serial = le32_get(px.serial.le),
	};
	return 0;
}

/*
 * Readers disagree: Linux takes the major number from HIGH, but where that is
 * 0 from LOW's bits above 8; others join the halves as a dev_t. Small numbers
 * have a form that is the same to all.
 */
size_t rrip_pn_encode(dev_t device, uint8_t *out)
{
	bool small = major(device) < 4096 && minor(device) < 256;
	const struct rrip_pn pn = {
		.head = SUSP_HEAD('P', 'N', struct rrip_pn),
		.high = both32_from(small ? 0 : major(device)),
		.low = both32_from(small ? major(device) << 8 | minor(device)
					 : minor(device)),
	};

	memcpy(out, &pn, sizeof(pn));
	return sizeof(pn);
}

int rrip_pn_decode(const struct susp_head *entry, dev_t *out)
{
	struct rrip_pn pn;
	uint32_t high, low;

	if (entry->length < sizeof(pn))
		return -EUCLEAN;
	memcpy(&pn, entry, sizeof(pn));
	high = le32_get(pn.high.le);
	low = le32_get(pn.low.le);
	/* Where LOW has it all, and more than Linux looks at, it is a dev_t. */
	if (high)
		*out = makedev(high, low);
	else
		*out = low >> 20 ? (dev_t)low : makedev(low >> 8, low & 0xff);
	return 0;
}

static bool all_fit(const struct timespec *const *times, int zone)
{
	for (int i = 0; i < 4; i++) {
		if (!iso_date_fits(times[i]->tv_sec, zone))
			return false;
	}
	return true;
}

/* One of the two forms of a date (RRIP 4.1.6). */
struct date_form {
	uint8_t flag;
	size_t size;
	void (*put)(const struct timespec *time, int zone, uint8_t *out);
	/* A date that is none leaves OUT as it was. */
	void (*get)(const uint8_t *at, struct timespec *out);
};

static void put_short(const struct timespec *time, int zone, uint8_t *out)
{
	struct iso_date date = iso_date_from(time->tv_sec, zone);

	memcpy(out, &date, sizeof(date));
}

static void get_short(const uint8_t *at, struct timespec *out)
{
	struct iso_date date;

	memcpy(&date, at, sizeof(date));
	if (iso_date_get(&date, &out->tv_sec))
		out->tv_nsec = 0;
}

static void put_long(const struct timespec *time, int zone, uint8_t *out)
{
	struct iso_long_date date = iso_long_date_from(*time, zone);

	memcpy(out, &date, sizeof(date));
}

static void get_long(const uint8_t *at, struct timespec *out)
{
	struct iso_long_date date;

	memcpy(&date, at, sizeof(date));
	iso_long_date_get(&date, out);
}

static const struct date_form short_form = { 0, sizeof(struct iso_date),
	put_short, get_short };
static const struct date_form long_form = { RRIP_LONG_FORM,
	sizeof(struct iso_long_date), put_long, get_long };

size_t rrip_tf_encode(const struct rrip_times *times, int zone, uint8_t *out)
{
	const struct timespec *const each[4] = { &times->creation,
		&times->modify, &times->access, &times->attributes };
	const struct date_form *form =
		all_fit(each, zone) ? &short_form : &long_form;
	struct rrip_tf tf = {
		.head = SUSP_HEAD('T', 'F', struct rrip_tf),
		.flags = RRIP_CREATION | RRIP_MODIFY | RRIP_ACCESS |
			 RRIP_ATTRIBUTES | form->flag,
	};

	tf.head.length = (uint8_t)(sizeof(tf) + 4 * form->size);
	memcpy(out, &tf, sizeof(tf));
	for (size_t i = 0; i < 4; i++)
		form->put(each[i], zone, out + sizeof(tf) + i * form->size);
	return tf.head.length;
}

int rrip_tf_decode(const struct susp_head *entry, struct rrip_times *out)
{
	struct timespec *const each[4] = { &out->creation, &out->modify,
		&out->access, &out->attributes };
	const struct rrip_tf *tf = (const struct rrip_tf *)entry;
	const uint8_t *at = (const uint8_t *)(tf + 1);
	const uint8_t *end = (const uint8_t *)entry + entry->length;
	const struct date_form *form;

	if (entry->length < sizeof(*tf))
		return -EUCLEAN;
	form = tf->flags & RRIP_LONG_FORM ? &long_form : &short_form;
	for (int i = 0; i < 4; i++) {
		if (!(tf->flags & 1 << i))
			continue;
		if ((size_t)(end - at) < form->size)
			return -EUCLEAN;
		form->get(at, each[i]);
		at += form->size;
	}
	return 0;
}

size_t rrip_nm_encode(const char **name, uint8_t *out)
{
	size_t size = strnlen(*name, RRIP_TEXT_MAX);
	struct rrip_text nm = {
		.head = SUSP_HEAD('N', 'M', struct rrip_text),
		.flags = (*name)[size] ? RRIP_CONTINUE : 0,
	};

	nm.head.length += (uint8_t)size;
	memcpy(out, &nm, sizeof(nm));
	memcpy(out + sizeof(nm), *name, size);
	*name += size;
	return nm.head.length;
}
