"""Texts that a user may write: seeds of fuzz_text, which says their form."""

SETTINGS = """volid=MY_DISC
iso-level=4
joliet-long
udf=2.60
udf-readme
rrip=1.10
deep=relocate
charset=ISO-8859-1
layout=canonical
media=dvd-dl
contexts=iso:udf
publisher=K\u00f6ln
+volid=OTHER
+volset=\u2603
+abstract=A.TXT
+media=12M
+contexts=joliet
"""
LINES = """bios/one.bin emulation=none load-segment=0x7c0 load-size=4
bios/one.bin info-table=yes grub2-info=auto bootable=no id="some \\"id\\""
efi/two.img load-size=full system-type=0xef # a word of explanation
partitions/3-three type=0x83 active=yes label="L \u00e4"
partitions/3-three type-guid=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
partitions/3-three guid=0FC63DAF-8483-4772-8E79-3D69D8477DE4 attributes=5
system-area mbr=isohybrid gpt=yes apm=yes partition-offset=16
system-area tables=make padding=cylinder disk-id=0x12345678 type=0x17
system-area mbr=grub2 disk-guid=0FC63DAF-8483-4772-8E79-3D69D8477DE4
"bios/one.bin" emulation=1.44M
"""
TEXTS = [f"{SETTINGS}\n{LINES}", f"\n{LINES}",
         *(f"{line}\n\n" for line in SETTINGS.split("\n")),
         *(f"\n{line}" for line in LINES.split("\n"))]
