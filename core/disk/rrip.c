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
	*out = high ? makedev(high, low) : makedev(low >> 8, low & 0xff);
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

static void put_date(
	const struct timespec *time, int zone, bool is_long, uint8_t *out)
{
	struct iso_long_date longer;
	struct iso_date date;

	if (is_long) {
		longer = iso_long_date_from(*time, zone);
		memcpy(out, &longer, sizeof(longer));
		return;
	}
	date = iso_date_from(time->tv_sec, zone);
	memcpy(out, &date, sizeof(date));
}

static size_t size_of_date(bool is_long)
{
	return is_long ? sizeof(struct iso_long_date) : sizeof(struct iso_date);
}

size_t rrip_tf_encode(const struct rrip_times *times, int zone, uint8_t *out)
{
	const struct timespec *const each[4] = { &times->creation,
		&times->modify, &times->access, &times->attributes };
	bool is_long = !all_fit(each, zone);
	size_t size = size_of_date(is_long);
	struct rrip_tf tf = {
		.head = SUSP_HEAD('T', 'F', struct rrip_tf),
		.flags = RRIP_CREATION | RRIP_MODIFY | RRIP_ACCESS |
			 RRIP_ATTRIBUTES | (is_long ? RRIP_LONG_FORM : 0),
	};

	tf.head.length = (uint8_t)(sizeof(tf) + 4 * size);
	memcpy(out, &tf, sizeof(tf));
	for (size_t i = 0; i < 4; i++)
		put_date(each[i], zone, is_long, out + sizeof(tf) + i * size);
	return tf.head.length;
}

/* A date that is none leaves OUT as it was. */
static void get_date(const uint8_t *at, bool is_long, struct timespec *out)
{
	struct iso_long_date longer;
	struct iso_date date;

	if (is_long) {
		memcpy(&longer, at, sizeof(longer));
		iso_long_date_get(&longer, out);
		return;
	}
	memcpy(&date, at, sizeof(date));
	if (iso_date_get(&date, &out->tv_sec))
		out->tv_nsec = 0;
}

int rrip_tf_decode(const struct susp_head *entry, struct rrip_times *out)
{
	struct timespec *const each[4] = { &out->creation, &out->modify,
		&out->access, &out->attributes };
	const struct rrip_tf *tf = (const struct rrip_tf *)entry;
	const uint8_t *at = (const uint8_t *)(tf + 1);
	const uint8_t *end = (const uint8_t *)entry + entry->length;
	bool is_long;
	size_t size;

	if (entry->length < sizeof(*tf))
		return -EUCLEAN;
	is_long = tf->flags & RRIP_LONG_FORM;
	size = size_of_date(is_long);
	for (int i = 0; i < 4; i++) {
		if (!(tf->flags & 1 << i))
			continue;
		if ((size_t)(end - at) < size)
			return -EUCLEAN;
		get_date(at, is_long, each[i]);
		at += size;
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
