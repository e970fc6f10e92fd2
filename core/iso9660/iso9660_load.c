#include "load/loader.h"

#include <errno.h>
#include <stdlib.h>

#include "iso9660/loads.h"

int iso9660_load(struct intake *intake)
{
	struct iso_session *session = malloc(sizeof(*session));
	int error = session ? session_read(intake, session) : -ENOMEM;

	if (error) {
		free(session);
		return error;
	}
	intake->session = session;
	intake->catalog = session->catalog;
	session_inherit(intake, session);
	return primary_load(intake, session);
}

int joliet_tree_load(struct intake *intake)
{
	return intake->session ? joliet_load(intake, intake->session) : -ENOENT;
}
