#include "portrait.h"
#include "scramble.h"

#define STEPS 1500

/*
 * The linker leads the model's calls of the allocator here (meson.build): one
 * of them fails, when it is asked for.
 */
static long left = -1; /* calls until that; negative: never */
static unsigned failed;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

static bool is_exhausted(void)
{
	if (left < 0 || left-- > 0)
		return false;
	failed++;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return is_exhausted() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return is_exhausted() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return is_exhausted() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return is_exhausted() ? NULL : __real_strdup(text);
}

/* What fails for want of memory has changed nothing; the next operation finds
 * everything as it was. */
START_TEST(an_operation_without_memory_changes_nothing)
{
	static struct scene scene;
	struct scramble s = { .scene = &scene, .state = 271828 + _i };
	int refused = 0;

	scene_open(&scene);
	for (int i = 0; i < STEPS; i++) {
		char *before = portrait_of(&scene.model), *after;
		int err;

		left = scramble_random(&s, 12);
		err = scramble_one(&s);
		left = -1;
		model_check(&scene.model);
		after = portrait_of(&scene.model);
		if (err) {
			ck_assert_str_eq(before, after);
			refused += err == -ENOMEM;
		}
		free(before);
		free(after);
	}
	ck_assert_int_gt(refused, STEPS / 50);
	ck_assert_uint_ge(failed, (unsigned)refused);
	scramble_let_go(&s);
	scene_close(&scene);
}
END_TEST

UNIT_LOOPS("exhaustion", { an_operation_without_memory_changes_nothing, 0, 4 })
