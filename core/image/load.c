#include "image/load.h"

#include <errno.h>

#include "image/image.h"

int load_image(struct iw_image *image)
{
	return diag_fail(&image->diag, -EOPNOTSUPP,
		"%s: existing images cannot be opened by this version",
		image->home.name);
}
