#include "model/model.h"

const struct view_row views[IW_VIEWS] = {
	[IW_ISO] = { "iso" },
	[IW_ROCKRIDGE] = { "rockridge" },
	[IW_JOLIET] = { "joliet" },
	[IW_UDF] = { "udf" },
	[IW_BOOT] = { "boot" },
	[IW_ALL] = { "all" },
};
