
#include "mount.h"
#include "op_attr.h"
#include "op_data.h"
#include "op_dir.h"
#include "op_name.h"

static void op_init(void *user, struct fuse_conn_info *conn)
{
	struct mount *mount = user;

	mount->keep_opendir = !(conn->capable & FUSE_CAP_NO_OPENDIR_SUPPORT);
	/* A symlink's target never changes. */
	conn->want |= conn->capable & FUSE_CAP_CACHE_SYMLINKS;
	conn->max_write = 1 << 20;
}

/*
 * What is missing here is answered once with ENOSYS, and never asked again:
 * extended attributes. Where there is no readdir, the kernel always uses
 * readdirplus.
 */
const struct fuse_lowlevel_ops mount_ops = {
	.init = op_init,
	.lookup = op_lookup,
	.forget = op_forget,
	.forget_multi = op_forget_multi,
	.getattr = op_getattr,
	.setattr = op_setattr,
	.access = op_access,
	.readlink = op_readlink,
	.mknod = op_mknod,
	.mkdir = op_mkdir,
	.symlink = op_symlink,
	.link = op_link,
	.unlink = op_unlink,
	.rmdir = op_rmdir,
	.rename = op_rename,
	.create = op_create,
	.open = op_open,
	.read = op_read,
	.write = op_write,
	.flush = op_flush,
	.release = op_release,
	.fsync = op_fsync,
	.fallocate = op_fallocate,
	.lseek = op_lseek,
	.copy_file_range = op_copy_file_range,
	.opendir = op_opendir,
	.readdirplus = op_readdirplus,
	.fsyncdir = op_fsyncdir,
	.statfs = op_statfs,
};
