/*
 * Rock Ridge: any POSIX name; bytes that are no UTF-8 too. The NM field has no
 * limit of its own (RRIP 4.1.4), Linux shows names past 253 bytes cut.
 */
#include "name/rows.h"

#include "name/fit.h"
#include "name/plain_name.h"
#include "util/utf8.h"

int rockridge_name_check(const struct settings *settings,
	const struct diag *diag, mode_t mode, const char *name,
	char out[NAME_SIZE])
{
	(void)settings;
	(void)mode;
	return plain_name_check(diag, "rockridge", name, out);
}

static size_t weight_bytes(uint32_t code)
{
	char bytes[UTF8_MAX];

	return code == UTF8_BAD ? 1 : utf8_put(code, bytes);
}

int rockridge_name_map(const struct settings *settings, mode_t mode,
	const char *name, unsigned try, char out[NAME_SIZE])
{
	const struct fit fit = {
		.limit = PLAIN_LIMIT,
		.weight = weight_bytes,
		.original = name,
		.try = try,
	};

	(void)settings;
	(void)mode;
	fit_name(&fit, name, out);
	return 0;
}
