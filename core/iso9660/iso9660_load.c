#include "load/loader.h"

#include "iso9660/loads.h"

int iso9660_load(struct intake *intake)
{
	struct iso_session session;
	int error = session_read(intake, &session);

	if (error)
		return error;
	intake->catalog = session.catalog;
	session_inherit(intake, &session);
	error = primary_load(intake, &session);
	return error ? error : joliet_load(intake, &session);
}
