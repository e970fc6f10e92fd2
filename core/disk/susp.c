#include "disk/susp.h"

#include <errno.h>

int susp_decode(
	const uint8_t *at, const uint8_t *end, const struct susp_head **out)
{
	const struct susp_head *head = (const struct susp_head *)at;

	if ((size_t)(end - at) < sizeof(*head))
		return 0;
	if (head->signature[0] == 'S' && head->signature[1] == 'T')
		return 0;
	/* Some writers pad with zeros instead. */
	if (head->signature[0] == 0)
		return 0;
	if (head->length < sizeof(*head) || head->length > end - at)
		return -EUCLEAN;
	*out = head;
	return head->length;
}
