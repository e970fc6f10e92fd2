#include "name/name.h"

#include "name/rows.h"

const struct name_rules name_rules[IW_CONTEXTS] = {
	[IW_ISO] = { iso_name_check, iso_name_key, iso_name_map },
	[IW_ROCKRIDGE] = { rockridge_name_check, plain_name_key,
		rockridge_name_map },
	[IW_JOLIET] = { joliet_name_check, plain_name_key, joliet_name_map },
	[IW_UDF] = { udf_name_check, plain_name_key, udf_name_map },
	[IW_BOOT] = { boot_name_check, plain_name_key, boot_name_map },
};
