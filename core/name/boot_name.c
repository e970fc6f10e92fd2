/*
 * boot/: the names are the mount's own, no medium holds them; all/ makes none.
 */
#include "name/rows.h"

#include <errno.h>

#include "name/plain_name.h"

int boot_name_check(const struct settings *settings, const struct diag *diag,
	mode_t mode, const char *name, char out[NAME_SIZE])
{
	(void)settings;
	if (!S_ISREG(mode) && !S_ISDIR(mode))
		return diag_fail(diag, -EPERM,
			"boot: '%s': only a file can be booted", name);
	return plain_name_check(diag, "boot", name, out);
}

int boot_name_map(const struct settings *settings, mode_t mode,
	const char *name, unsigned try, char out[NAME_SIZE])
{
	(void)settings;
	(void)mode;
	(void)name;
	(void)try;
	out[0] = 0;
	return -EPERM;
}
