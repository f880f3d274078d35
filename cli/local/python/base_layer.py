"""Write the one layer of a base image that stands in for AWS's, out of the Python that runs this.

    python base_layer.py layer.tar.gz

It is to be run by an environment that plays a managed runtime: what AWS supplies is in its site-packages. The same
Python gives the same bytes. Prints `{"digest", "size", "diffId"}`: of the file, its bytes, and of the tar inside.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import BinaryIO

from base_files import FOLDERS, LINKS, TEXTS, copied

PROGRAMS = (b"#!", b"\x7fELF")


def entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    """Make an entry without a time, a user or a name of this machine."""
    info = tarfile.TarInfo(name)
    info.type, info.mode = kind, mode
    return info


def parents(place: str) -> set[str]:
    """Return the folders above a place."""
    return {str(parent) for parent in Path(place).parents} - {"."}


def write_layer(out: BinaryIO) -> None:
    """Write a tar: folders first, and all in an order of its own."""
    files = copied()
    places = sorted({*files, *TEXTS, *LINKS})
    folders = {*FOLDERS}.union(*map(parents, [*places, *FOLDERS]))
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for folder in sorted(folders):
            tar.addfile(entry(folder, tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755))
        for place in places:
            if place in LINKS:
                link = entry(place, tarfile.SYMTYPE, 0o777)
                link.linkname = LINKS[place]
                tar.addfile(link)
                continue
            content = TEXTS[place].encode() if place in TEXTS else files[place].read_bytes()
            file = entry(place, tarfile.REGTYPE, 0o755 if content.startswith(PROGRAMS) else 0o644)
            file.size = len(content)
            tar.addfile(file, io.BytesIO(content))


def digest(content: bytes | memoryview) -> str:
    """Return what names content in a registry."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def main() -> None:
    """Write the layer and print what it is."""
    layer = io.BytesIO()
    write_layer(layer)
    blob = gzip.compress(layer.getbuffer(), compresslevel=4, mtime=0)
    Path(sys.argv[1]).write_bytes(blob)
    print(json.dumps({"digest": digest(blob), "size": len(blob), "diffId": digest(layer.getbuffer())}))


if __name__ == "__main__":
    main()
