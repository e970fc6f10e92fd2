#include <string.h>

#include "model/dir.h"
#include "model/model.h"
#include "model/place.h"
#include "model/record.h"
#include "model/tell.h"

#define PERMISSIONS 07777

static nlink_t dir_nlink(const struct iw_node *node, enum iw_view view)
{
	if (!dir_present(node, view))
		return 0;
	return 2 + (view == IW_ALL ? node->dir->shown_dirs
				   : node->dir->of[view].dirs);
}

void model_stat(const struct iw_node *node, enum iw_view view, struct stat *out)
{
	*out = (struct stat){
		.st_ino = node->ino,
		.st_mode = node->mode,
		.st_nlink = node->names,
		.st_uid = node->uid,
		.st_gid = node->gid,
		.st_atim = node->atime,
		.st_mtim = node->mtime,
		.st_ctim = node->ctime,
		.st_blksize = BEST_WRITE,
	};
	if (S_ISREG(node->mode)) {
		out->st_size = (off_t)node->content.size;
		out->st_blocks = (blkcnt_t)(sectors_of(node->content.size) *
					    (SECTOR_SIZE / 512));
	} else if (S_ISDIR(node->mode)) {
		out->st_nlink = dir_nlink(node, view);
		out->st_size = SECTOR_SIZE;
		out->st_blocks = SECTOR_SIZE / 512;
		node->dir->told &= ~VIEW_BIT(view);
	} else if (S_ISLNK(node->mode)) {
		out->st_size = (off_t)strlen(node->target);
	} else {
		out->st_rdev = node->rdev;
	}
}

int model_setattr(struct model *model, struct iw_node *node,
	const struct stat *from, unsigned what)
{
	int err = place_begin(model, NULL, NULL, RECORD_ATTRIBUTES_ROOM);

	if (err)
		return err;
	if (what & IW_SET_MODE)
		node->mode = (node->mode & ~(mode_t)PERMISSIONS) |
			     (from->st_mode & PERMISSIONS);
	if (what & IW_SET_UID)
		node->uid = from->st_uid;
	if (what & IW_SET_GID)
		node->gid = from->st_gid;
	if (what & IW_SET_ATIME)
		node->atime = from->st_atim;
	if (what & IW_SET_MTIME)
		node->mtime = from->st_mtim;
	node->ctime = what & IW_SET_CTIME ? from->st_ctim : node_now();
	model->changes++;
	record_attributes(model, node);
	tell_attributes(model, node);
	place_end(model);
	return 0;
}
