"""Unpack ZIPs, each into its folder, with the modes they have.

Standard input is JSON: `[{"zip": path, "folder": path, "paths": [path], "linked": path}]`; the folders do not exist
yet. Without `paths` all of it is unpacked; `linked` is a folder whose files are there too, as hard links. Times are not
restored and symbolic links not made: a ZIP of ours has none.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile

BLOCK = 1 << 20


def link(source: str, folder: str) -> None:
    """Make a folder with the files of another."""
    for parent, _, names in os.walk(source):
        target = os.path.join(folder, os.path.relpath(parent, source))
        os.makedirs(target, exist_ok=True)
        for name in names:
            os.link(os.path.join(parent, name), os.path.join(target, name))


def unpack(path: str, folder: str, paths: list[str] | None) -> None:
    """Unpack one ZIP. Names that escape are refused before, when the ZIP is made."""
    made = set()
    wanted = None if paths is None else set(paths)
    os.makedirs(folder, exist_ok=True)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if wanted is not None and entry.filename not in wanted:
                continue
            target = os.path.join(folder, *entry.filename.split("/"))
            parent = target if entry.is_dir() else os.path.dirname(target)
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            if entry.is_dir():
                continue
            mode = (entry.external_attr >> 16) & 0o777 or 0o644
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as file, archive.open(entry) as content:
                shutil.copyfileobj(content, file, BLOCK)


def main() -> None:
    """Answer one request."""
    os.umask(0o022)
    for order in json.load(sys.stdin.buffer):
        if "linked" in order:
            link(order["linked"], order["folder"])
        unpack(order["zip"], order["folder"], order.get("paths"))


if __name__ == "__main__":
    main()
