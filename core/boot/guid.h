/*
 * GUIDs: their text form, those that partition tables know, and new ones.
 */
#ifndef ISOWEAVE_BOOT_GUID_H
#define ISOWEAVE_BOOT_GUID_H

#include <stdbool.h>

#include "disk/partition_gpt.h"

#define GUID_TEXT 37 /* bytes of the text form, with its NUL */

/* C12A7328-F81F-11D2-BA4B-00A0C93EC93B: an EFI system partition. */
extern const struct guid guid_efi_system;
/* EBD0A0A2-B9E5-4433-87C0-68B6B72699C7: Microsoft's basic data. */
extern const struct guid guid_basic_data;

/* 0FC63DAF-8483-4772-8E79-3D69D8477DE4: data of Linux. */
extern const struct guid guid_linux_data;
/* 48465300-0000-11AA-AA11-00306543ECAC: HFS and HFS+. */
extern const struct guid guid_apple_hfs;

bool guid_is_zero(const struct guid *guid);
bool guid_equal(const struct guid *left, const struct guid *right);

/* The form of RFC 4122, in any case; false if TEXT is not that. */
bool guid_parse(const char *text, struct guid *out);
void guid_print(const struct guid *guid, char out[GUID_TEXT]);

/* One that depends on nothing but SEED and NUMBER, so that the same image gets
 * the same ones. It says that it is random (RFC 4122, 4.4). */
struct guid guid_derive(uint64_t seed, uint32_t number);

#endif
