/*
 * The mount's line in the table of umount(8).
 *
 * Called by root with an absolute path, umount runs no helper of the file
 * system unless that table names one. Ours makes it wait for the image.
 */
#ifndef ISOWEAVE_FUSE_UTAB_H
#define ISOWEAVE_FUSE_UTAB_H

/* Adds the line, as root and if the helper is installed. Without it, all that
 * is lost is umount's waiting. */
void utab_add(const char *source, const char *mountpoint);

#endif
