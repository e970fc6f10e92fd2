/*
 * UDF: OSTA compressed Unicode (UDF 2.1.1), a byte that says how many bits a
 * unit has and then 8 or 16 of them each. 16 bits are UTF-16.
 */
#include "name/rows.h"

#include <errno.h>

#include "name/fit.h"
#include "name/plain_name.h"
#include "util/osta.h"
#include "util/utf8.h"

#define NAME_LIMIT 254u /* bytes, with the one that says how many bits */

/* U+FEFF and U+FFFE are not to be used (UDF 2.1.1). */
static bool is_udf(uint32_t code)
{
	return code != '/' && code != 0xfeff && code != 0xfffe;
}

int udf_name_check(const struct settings *settings, const struct diag *diag,
	mode_t mode, const char *name, char out[NAME_SIZE])
{
	size_t bytes = osta_size(name);
	const char *at = name;
	uint32_t code;

	(void)settings;
	(void)mode;
	while ((code = utf8_next(&at))) {
		if (code == UTF8_BAD)
			return diag_fail(
				diag, -EINVAL, "udf: '%s' is not UTF-8", name);
		if (!is_udf(code))
			return diag_fail(diag, -EINVAL,
				"udf: '%s' holds U+%04X, which a name can not",
				name, (unsigned)code);
	}
	if (!bytes)
		return diag_fail(diag, -EINVAL, "udf: a name is empty");
	if (bytes > NAME_LIMIT)
		return diag_fail(diag, -ENAMETOOLONG,
			"udf: '%s' has %zu bytes, at most %u fit", name, bytes,
			NAME_LIMIT);
	plain_name_key(settings, name, out);
	return 0;
}

static size_t weight_narrow(uint32_t code)
{
	(void)code;
	return 1;
}

static size_t weight_wide(uint32_t code)
{
	return code > 0xffff ? 4 : 2;
}

int udf_name_map(const struct settings *settings, mode_t mode, const char *name,
	unsigned try, char out[NAME_SIZE])
{
	struct fit fit = {
		.limit = NAME_LIMIT - 1,
		.original = name,
		.try = try,
	};
	char legal[NAME_SIZE];
	bool is_wide;

	(void)settings;
	(void)mode;
	plain_name_replace(is_udf, name, legal);
	is_wide = osta_size(legal) > 1 + utf16_count(legal);
	fit.weight = is_wide ? weight_wide : weight_narrow;
	fit_name(&fit, legal, out);
	return 0;
}
