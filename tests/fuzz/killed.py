"""Journals as they are left, with what they are of."""

import os
import shutil

import pack


def leave(seeds, start, before, after):
    """What a daemon leaves that ends without a word; synced before AFTER."""
    folder = f"{seeds.work}/killed"
    image = f"{folder}/image"
    os.makedirs(folder)
    if start:
        shutil.copy(start, image)
    with seeds.mounted(image) as one:
        if not start:
            seeds.shell(one, "cp -a $TREE/. all/")
        seeds.shell(one, before)
        if after:
            one.sync()
            seeds.shell(one, after)
        one.kill()
    data = f"{folder}/.image.isoweave-data"
    numbers = {pack.number_of(image): 1, pack.number_of(data): 2}
    is_image = os.path.exists(image)
    frames = pack.frames(pack.read(f"{folder}/.image.isoweave"), numbers)
    content = pack.read(image if is_image else data)
    mode = 0 if is_image else pack.DATA
    behind = [pack.cut_off(frames, content, by_rename) for by_rename in (0, 1)]
    for last in (b"", *behind):
        seeds.add("journal", pack.packed(content, mode, frames + last))
    seeds.add("journal", pack.packed(
        content, mode | pack.COMMIT, frames))
    seeds.add("journal", pack.packed(
        content, mode | pack.READ_ONLY, frames + behind[0]))
    shutil.rmtree(folder)
