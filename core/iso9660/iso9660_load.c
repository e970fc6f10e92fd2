#include "load/loader.h"

#include <errno.h>
#include <stdlib.h>

#include "iso9660/loads.h"
#include "iso9660/sumtag.h"

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
	intake->echo.room = session->count;
	session_inherit(intake, session);
	error = sumtag_find(intake, session->count);
	return error ? error : primary_load(intake, session);
}

int joliet_tree_load(struct intake *intake)
{
	return intake->session ? joliet_load(intake, intake->session) : -ENOENT;
}
