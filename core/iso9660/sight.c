#include "iso9660/sight.h"

#include <string.h>
#include <sys/stat.h>

#include "name/iso_name.h"

struct system_use sight_use(const struct iso_record *record, uint64_t lba)
{
	return (struct system_use){
		.at = record->use, .size = record->use_size, .lba = lba
	};
}

/* iso_name_stored() makes something of these. */
static bool is_odd(const struct iso_record *record)
{
	return memchr(record->identifier, '/', record->identifier_size) ||
	       memchr(record->identifier, 0, record->identifier_size);
}

void sight_begin(
	struct walk *walk, const struct iso_record *record, struct sight *sight)
{
	sight->record = record;
	sight->is_dir = record->flags & ISO_DIRECTORY;
	iso_name_stored(walk->intake->settings,
		sight->is_dir ? S_IFDIR : S_IFREG,
		(const char *)record->identifier, record->identifier_size,
		sight->iso);
	if (is_odd(record))
		intake_fault(walk->intake, walk->lba, "ECMA-119 7.5",
			"a name that cannot be one is shown as '%s'",
			sight->iso);
	sight->find = (struct find){
		.dir = walk->now.node,
		.view = IW_ISO,
		.name = sight->iso,
		.size = walk->size,
		.extents = walk->sections,
		.count = walk->section_count,
		.lba = walk->lba,
	};
}

static void times(struct sight *sight)
{
	const struct rrip_times *rock = &sight->rock.times;
	struct find *find = &sight->find;
	time_t seconds = 0;

	iso_date_get(&sight->record->date, &seconds);
	find->mtime = (struct timespec){ .tv_sec = seconds };
	find->atime = find->ctime = find->btime = find->mtime;
	if (!sight->rock.has_times)
		return;
	if (rock->modify.tv_sec)
		find->mtime = rock->modify;
	find->atime = rock->access.tv_sec ? rock->access : find->mtime;
	find->ctime = rock->attributes.tv_sec ? rock->attributes : find->mtime;
	find->btime = rock->creation.tv_sec ? rock->creation : find->mtime;
}

static bool can_be(const struct sight *sight, mode_t type)
{
	if (sight->is_dir)
		return S_ISDIR(type);
	switch (type) {
	case S_IFREG:
		return true;
	case S_IFLNK:
		return sight->rock.text.size > 0;
	case S_IFBLK:
	case S_IFCHR:
	case S_IFIFO:
	case S_IFSOCK:
		return sight->find.size == 0;
	default:
		return false;
	}
}

/* The type that PX says, where it can be that. */
static mode_t type_of(struct intake *intake, const struct sight *sight)
{
	mode_t type = sight->rock.attributes.mode & S_IFMT;

	if (can_be(sight, type))
		return type;
	intake_fault(intake, sight->find.lba, "RRIP 4.1.1",
		"'%s' has the mode %o, which it cannot have; it is taken for "
		"a %s",
		sight->find.name, (unsigned)sight->rock.attributes.mode,
		sight->is_dir ? "directory" : "file");
	return sight->is_dir ? S_IFDIR : S_IFREG;
}

void sight_attributes(struct intake *intake, struct sight *sight)
{
	const struct rrip_attributes *px = &sight->rock.attributes;
	struct find *find = &sight->find;

	times(sight);
	intake_attributes(find, sight->is_dir ? S_IFDIR : S_IFREG);
	if (!sight->rock.has_px)
		return;
	find->mode = type_of(intake, sight) | (px->mode & 07777);
	find->uid = px->uid;
	find->gid = px->gid;
	find->rdev = sight->rock.rdev;
	find->target = sight->rock.target;
}
