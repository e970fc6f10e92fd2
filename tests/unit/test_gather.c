#include "rockridge/gather.h"

#include <sys/mman.h>
#include <unistd.h>

#include "disk/susp.h"
#include "unit.h"

#define IMAGE_SIZE (1u << 20)
#define AREA_SIZE 65536u

/* How often the longest area there can be is read, for as many records. */
static const struct {
	int records;
	bool is_fault;
} rows[] = { { 1, false }, { 16, false }, { 79, false }, { 200, true } };

START_TEST(areas_are_read_as_if_the_image_held_them_several_times)
{
	const struct susp_ce ce = {
		.head = { "CE", sizeof(ce), 1 },
		.block = both32_from(16),
		.length = both32_from(AREA_SIZE),
	};
	const struct system_use use = { (const uint8_t *)&ce, sizeof(ce), 20 };
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct intake intake = {
		.medium = { .fd = fd, .size = IMAGE_SIZE },
	};
	struct gathered out;

	ck_assert_int_eq(ftruncate(fd, IMAGE_SIZE), 0);
	for (int i = 0; i < rows[_i].records; i++)
		ck_assert_int_eq(gather(&intake, &use, 0, &out), 0);
	ck_assert_int_eq(intake.faults > 0, rows[_i].is_fault);
	close(fd);
}
END_TEST

UNIT_LOOPS("gather", { areas_are_read_as_if_the_image_held_them_several_times,
			     0, COUNT(rows) })
