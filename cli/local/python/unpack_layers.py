"""Unpack an image's layers, and lay them over each other: a root for its containers.

    python unpack_layers.py '{"layers": [{"blob": "/a/file", "folder": "/where/it/is/kept"}], "root": "/a/folder"}'

The lowest layer comes first. One whose folder is there is not unpacked again, and the root's files are hard links into
the layers' folders, so that an image of which one small layer is new is there at once. Folders appear whole or not at
all.

What a layer is: https://github.com/opencontainers/image-spec/blob/main/layer.md
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tarfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name at the end. Where filling fails none is left."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    if unfinished.exists():  # by a killed process
        shutil.rmtree(unfinished)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    unfinished.rename(folder)


def unpack(blob: Path, folder: Path) -> None:
    """Unpack a layer, its whiteouts as they are."""
    with whole(folder) as unfinished, tarfile.open(blob) as tar:
        tar.extraction_filter = lambda entry, _folder: entry  # `plain` has looked at it, in every Python
        for entry in tar:
            if (
                entry.isreg() or entry.isdir() or entry.issym() or entry.islnk()
            ):  # devices: a container is given its own
                tar.extract(plain(entry, unfinished), unfinished)


def plain(entry: tarfile.TarInfo, folder: Path) -> tarfile.TarInfo:
    """Make an entry this user's own, to read and to remove.

    Raises:
        SystemExit: if it, or what it is a hard link to, lies outside, be it by way of a symbolic link

    """
    entry.name = entry.name.lstrip("/")
    for name in [entry.name, *([entry.linkname] if entry.islnk() else [])]:
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise SystemExit(f"a layer of the image has a name that leads out of it: {name}")
    entry.uid, entry.gid, entry.uname, entry.gname = os.getuid(), os.getgid(), "", ""
    entry.mode = entry.mode & 0o777 | (0o700 if entry.isdir() else 0o400)
    return entry


def lay_over(layer: Path, root: Path) -> None:
    """Lay a layer's folder over a root's: whiteouts hide what lies below, never what comes with them."""
    entries = sorted(os.scandir(layer), key=lambda entry: not entry.name.startswith(WHITEOUT))
    for entry in entries:
        if entry.name == OPAQUE:
            for below in root.iterdir():
                remove(below)
        elif entry.name.startswith(WHITEOUT):
            remove(root / entry.name.removeprefix(WHITEOUT))
        elif entry.is_dir(follow_symlinks=False):
            target = root / entry.name
            if not is_folder(target):
                remove(target)
                target.mkdir()
            target.chmod(stat.S_IMODE(entry.stat().st_mode))
            lay_over(Path(entry.path), target)
        else:
            remove(root / entry.name)
            os.link(entry.path, root / entry.name, follow_symlinks=False)


def is_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one."""
    return path.is_dir() and not path.is_symlink()


def remove(path: Path) -> None:
    """Remove whatever has this name."""
    if is_folder(path):
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def give_mount_points(root: Path) -> None:
    """Make the places where a container is given what is not in its image."""
    for name in ("dev", "proc", "tmp", "etc"):
        if not is_folder(root / name):
            remove(root / name)
            (root / name).mkdir()
    for name in ("hosts", "resolv.conf"):
        remove(root / "etc" / name)  # a link into the layer's folder, or one that leads elsewhere
        (root / "etc" / name).touch()


def main() -> None:
    """Do what the argument orders."""
    order = json.loads(sys.argv[1])
    layers = [(Path(layer["blob"]), Path(layer["folder"])) for layer in order["layers"]]
    for blob, folder in layers:
        if not folder.exists():
            try:
                unpack(blob, folder)
            except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
                raise SystemExit(f"a layer of the image cannot be unpacked: {error}") from error
    with whole(Path(order["root"])) as root:
        for _, folder in layers:
            lay_over(folder, root)
        give_mount_points(root)


if __name__ == "__main__":
    main()
