#include "udf/ecma.h"

#include <string.h>
#include <sys/stat.h>

#include "util/crc.h"

/* Operating system class and identifier: UNIX, Linux (UDF 6.3). */
enum { OS_UNIX = 4, OS_LINUX = 5 };

static const struct udf_revision revisions[] = {
	{ .option = 102,
		.number = 0x0102,
		.min_read = 0x0102,
		.tags = 2,
		.nsr = "NSR02" },
	{ .option = 150,
		.number = 0x0150,
		.min_read = 0x0150,
		.tags = 2,
		.nsr = "NSR02" },
	{ .option = 201,
		.number = 0x0201,
		.min_read = 0x0201,
		.tags = 3,
		.nsr = "NSR03",
		.extended = true,
		.embeds = true },
	{ .option = 260,
		.number = 0x0260,
		.min_read = 0x0250, /* UDF 2.60 2.2.6.4 */
		.tags = 3,
		.nsr = "NSR03",
		.extended = true,
		.embeds = true,
		.metadata = true },
};

const struct udf_revision *ecma_revision(int option)
{
	const struct udf_revision *row = revisions;

	while (row->option != option)
		row++;
	return row;
}

/* The sum of the tag's bytes but its own: ECMA-167 3/7.2.3. */
static uint8_t checksum(const struct udf_tag *tag)
{
	const uint8_t *byte = (const uint8_t *)tag;
	uint8_t sum = 0;

	for (size_t i = 0; i < sizeof(*tag); i++)
		sum = (uint8_t)(sum + byte[i]);
	return (uint8_t)(sum - tag->checksum);
}

void ecma_seal(const struct udf_revision *revision, void *descriptor,
	enum udf_tag_id id, uint32_t location, size_t size)
{
	struct udf_tag *tag = descriptor;
	size_t behind = size - sizeof(*tag);

	assert(behind <= UINT16_MAX);
	*tag = (struct udf_tag){
		.id = le16_from((uint16_t)id),
		.version = le16_from(revision->tags),
		.crc = le16_from(crc_itu(tag + 1, behind)),
		.crc_size = le16_from((uint16_t)behind),
		.location = le32_from(location),
	};
	tag->checksum = checksum(tag);
}

bool ecma_sealed(const void *descriptor, size_t available, enum udf_tag_id id,
	uint32_t location)
{
	const struct udf_tag *tag = descriptor;
	size_t behind;

	if (available < sizeof(*tag))
		return false;
	behind = le16_get(tag->crc_size);
	return le16_get(tag->id) == id && tag->checksum == checksum(tag) &&
	       le32_get(tag->location) == location &&
	       behind <= available - sizeof(*tag) &&
	       le16_get(tag->crc) == crc_itu(tag + 1, behind);
}

/* The kinds of ECMA-167 1/7.3.1; minutes that were not given are -2047. */
enum { TIME_LOCAL = 1, ZONE_NONE = -2047, ZONE_MAX = 1440 };

struct udf_timestamp ecma_time(struct timespec time, int east)
{
	const time_t first = -62135596800 - 60 * east;
	const time_t last = 253402300799 - 60 * east;
	time_t local = 60 * east + (time.tv_sec < first		? first
					   : time.tv_sec > last ? last
								: time.tv_sec);
	long microseconds = time.tv_nsec / 1000;
	struct tm tm;

	gmtime_r(&local, &tm);
	return (struct udf_timestamp){
		.type_and_zone = le16_from(
			(uint16_t)(TIME_LOCAL << 12 | (east & 0xfff))),
		.year = le16_from((uint16_t)(tm.tm_year + 1900)),
		.month = (uint8_t)(tm.tm_mon + 1),
		.day = (uint8_t)tm.tm_mday,
		.hour = (uint8_t)tm.tm_hour,
		.minute = (uint8_t)tm.tm_min,
		.second = (uint8_t)tm.tm_sec,
		.centiseconds = (uint8_t)(microseconds / 10000),
		.hundreds_of_microseconds = (uint8_t)(microseconds / 100 % 100),
		.microseconds = (uint8_t)(microseconds % 100),
	};
}

static int zone_minutes(le16 type_and_zone)
{
	int zone = le16_get(type_and_zone) & 0xfff;

	if (zone >= 0x800)
		zone -= 0x1000;
	return zone == ZONE_NONE ? 0 : zone;
}

static bool in_range(const struct udf_timestamp *stamp)
{
	int zone = zone_minutes(stamp->type_and_zone);

	return stamp->month >= 1 && stamp->month <= 12 && stamp->day >= 1 &&
	       stamp->day <= 31 && stamp->hour <= 23 && stamp->minute <= 59 &&
	       stamp->second <= 59 && stamp->centiseconds <= 99 &&
	       stamp->hundreds_of_microseconds <= 99 &&
	       stamp->microseconds <= 99 && zone >= -ZONE_MAX &&
	       zone <= ZONE_MAX && le16_get(stamp->year) >= 1 &&
	       le16_get(stamp->year) <= 9999;
}

bool ecma_time_get(const struct udf_timestamp *stamp, struct timespec *out)
{
	struct tm tm = {
		.tm_year = le16_get(stamp->year) - 1900,
		.tm_mon = stamp->month - 1,
		.tm_mday = stamp->day,
		.tm_hour = stamp->hour,
		.tm_min = stamp->minute,
		.tm_sec = stamp->second,
	};

	*out = (struct timespec){ 0 };
	if (!in_range(stamp))
		return false;
	out->tv_sec = timegm(&tm) - 60 * zone_minutes(stamp->type_and_zone);
	out->tv_nsec = stamp->centiseconds * 10000000 +
		       stamp->hundreds_of_microseconds * 100000 +
		       stamp->microseconds * 1000;
	return true;
}

/* Five bits a class, others lowest: ECMA-167 4/14.9.5. */
enum { MAY_EXECUTE = 1, MAY_WRITE = 2, MAY_READ = 4, MAY_CHANGE_DELETE = 24 };

uint32_t ecma_permissions(mode_t mode)
{
	uint32_t out = 0;

	for (int class = 0; class < 3; class ++) {
		uint32_t bits = mode >> (3 * class) & 7;

		if (bits & MAY_WRITE)
			bits |= MAY_CHANGE_DELETE;
		out |= bits << (5 * class);
	}
	return out;
}

uint16_t ecma_icb_flags(mode_t mode)
{
	return (uint16_t)((mode & S_ISUID ? UDF_ICB_SETUID : 0) |
			  (mode & S_ISGID ? UDF_ICB_SETGID : 0) |
			  (mode & S_ISVTX ? UDF_ICB_STICKY : 0));
}

mode_t ecma_mode(uint32_t permissions, uint16_t icb_flags)
{
	mode_t mode = 0;

	for (int class = 0; class < 3; class ++)
		mode |= (permissions >> (5 * class) & 7) << (3 * class);
	return mode | (icb_flags & UDF_ICB_SETUID ? S_ISUID : 0) |
	       (icb_flags & UDF_ICB_SETGID ? S_ISGID : 0) |
	       (icb_flags & UDF_ICB_STICKY ? S_ISVTX : 0);
}

struct udf_charspec ecma_charset(void)
{
	return (struct udf_charspec){
		.type = 0,
		.information = "OSTA Compressed Unicode",
	};
}

struct udf_entity ecma_entity(const char *id)
{
	struct udf_entity out = { 0 };

	memcpy(out.id, id, strnlen(id, sizeof(out.id)));
	return out;
}

struct udf_entity ecma_domain(const struct udf_revision *revision)
{
	struct udf_entity out = ecma_entity("*OSTA UDF Compliant");

	out.suffix.domain.revision = le16_from(revision->number);
	return out;
}

struct udf_entity ecma_udf(const struct udf_revision *revision, const char *id)
{
	struct udf_entity out = ecma_entity(id);

	out.suffix.udf.revision = le16_from(revision->number);
	out.suffix.udf.os_class = OS_UNIX;
	out.suffix.udf.os = OS_LINUX;
	return out;
}

struct udf_entity ecma_implementation(void)
{
	struct udf_entity out = ecma_entity("*isoweave");

	out.suffix.implementation.os_class = OS_UNIX;
	out.suffix.implementation.os = OS_LINUX;
	return out;
}
