"""Unpack ZIPs, each into its folder, with the modes they have.

Standard input is JSON: `[{"zip": path, "folder": path}]`; the folders do not exist yet. Times are not restored and
links not made: a ZIP of ours has none.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile

BLOCK = 1 << 20


def unpack(path: str, folder: str) -> None:
    """Unpack one ZIP. Names that escape are refused before, when the ZIP is made."""
    made = set()
    os.makedirs(folder)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
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
        unpack(order["zip"], order["folder"])


if __name__ == "__main__":
    main()
