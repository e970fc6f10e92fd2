#include "model/fixed.h"

#include <errno.h>
#include <stdlib.h>

int fixed_partition(const char *name, const char **rest)
{
	char *end;
	long number;

	if (*name < '1' || *name > '9')
		return 0;
	number = strtol(name, &end, 10);
	if (number > FIXED_PARTITIONS || *end != '-' || !end[1])
		return 0;
	*rest = end + 1;
	return (int)number;
}

/* Whether another file than NODE has NUMBER in the folder DIR. */
static bool is_taken(
	const struct dir *dir, int number, const struct iw_node *node)
{
	for (size_t i = 0; i < dir->link_count; i++) {
		const struct link *link = dir->links[i];
		const char *rest;

		if (link && link->node != node &&
			fixed_partition(link->name[IW_BOOT], &rest) == number)
			return true;
	}
	return false;
}

static int check_partition(const struct model *model,
	const struct iw_place *place, const struct iw_node *node)
{
	const char *rest;
	int number = fixed_partition(place->name, &rest);

	if (!number)
		return diag_fail(model->diag, -EINVAL,
			"boot: 'partitions/%s': a partition's name begins with "
			"its number, 1 to %d, and '-', like 2-efi.img",
			place->name, FIXED_PARTITIONS);
	if (is_taken(place->dir->dir, number, node))
		return diag_fail(model->diag, -EINVAL,
			"boot: 'partitions/%s': there is another partition %d",
			place->name, number);
	return 0;
}

static int check_boot(const struct model *model, const struct iw_place *place,
	mode_t mode, const struct iw_node *node)
{
	if (place->dir->role == ROLE_ROOT)
		return diag_fail(model->diag, -EPERM,
			"boot: '%s': images go into a platform's folder, bios, "
			"efi, ppc or mac, or into partitions",
			place->name);
	if (!S_ISREG(mode) || (node && node->role))
		return diag_fail(model->diag, -EPERM,
			"boot: '%s': only an ordinary file can be booted",
			place->name);
	for (const char *c = place->name; *c; c++) {
		if ((unsigned char)*c < ' ')
			return diag_fail(model->diag, -EINVAL,
				"boot: a name with control characters could "
				"not be spoken of in a line of settings");
	}
	if (place->dir->role == ROLE_PARTITIONS)
		return check_partition(model, place, node);
	return 0;
}

int fixed_check_give(const struct model *model, const struct iw_place *place,
	mode_t mode, const struct iw_node *node)
{
	if (node && node->role == ROLE_SETTINGS)
		return diag_fail(model->diag, -EPERM,
			"boot: settings is no file of the image");
	if (place->view != IW_BOOT || place->dir->role == ROLE_NONE)
		return 0;
	return check_boot(model, place, mode, node);
}

int fixed_check_drop(const struct model *model, const struct iw_place *place,
	const struct link *link)
{
	if (place->view != IW_BOOT || !link->node->role)
		return 0;
	return diag_fail(model->diag, -EPERM,
		"boot: '%s' is the image's own and stays", place->name);
}
