"""A folder or a file in, the bytes of a ZIP out.

Order, names, modes and times are those of hashicorp/archive 2.7.1: files only, walked name by name, Deflate, no time.
The bytes depend on names, contents and modes alone, but need not equal that provider's: its deflate is Go's, this one
is zlib's.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import stat
import zipfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NO_TIME = (1980, 0, 0, 0, 0, 0)  # DOS date and time fields of zero
UNIX = 3


class ArchiveError(Exception):
    """The archive cannot be made; the text says which file is why."""


class Entry(NamedTuple):
    """A file of the archive."""

    name: str
    mode: int
    content: bytes


def zip_bytes(entries: Iterable[Entry]) -> bytes:
    """Make the ZIP, in the order given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, NO_TIME)
            info.create_system = UNIX
            info.external_attr = (stat.S_IFREG | entry.mode) << 16
            archive.writestr(info, entry.content, zipfile.ZIP_DEFLATED, compresslevel=6)
    return buffer.getvalue()


def read_folder(folder: Path, excludes: Iterable[str] = (), mode: int | None = None) -> list[Entry]:
    """Read every file below the folder; links are followed, as the real provider does."""
    if not folder.is_dir():
        raise ArchiveError(f"could not archive missing directory: {folder}")
    excluded = [_pattern(exclude) for exclude in excludes if exclude]
    entries = list(_walk(folder, (), (folder.resolve(),), excluded, mode))
    if not entries:
        raise ArchiveError(f"nothing to archive: {folder} holds no file, or the excludes leave none")
    return entries


def read_file(path: Path, mode: int | None = None) -> list[Entry]:
    """Read the one file of an archive of one file."""
    if not path.is_file():
        raise ArchiveError(f"could not archive missing file: {path}")
    return [_entry(path, path.name, mode)]


def write_atomically(path: Path, content: bytes) -> None:
    """Put the file in place whole, or leave what was there."""
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = path.with_name(f".{secrets.token_hex(8)}.partial")
        try:
            with half.open("xb") as file:
                file.write(content)
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ArchiveError(f"could not write {path}: {error.strerror}") from error


def _walk(
    folder: Path, parts: tuple[str, ...], above: tuple[Path, ...], excluded: list[re.Pattern[str]], mode: int | None
) -> Iterator[Entry]:
    """Name by name; `above` are the real folders we are inside of, which a link must not lead back to."""
    try:
        paths = sorted(folder.iterdir(), key=os.fsencode)
    except OSError as error:
        raise ArchiveError(f"could not read the folder {folder}: {error.strerror}") from error
    for path in paths:
        inner = (*parts, path.name)
        if any(pattern.fullmatch("/".join(inner)) for pattern in excluded):
            continue
        if not stat.S_ISDIR(_status(path).st_mode):
            yield _entry(path, "/".join(inner), mode)
            continue
        real = path.resolve()
        if real in above:
            raise ArchiveError(f"a link leads back into itself: {path} is {real}")
        yield from _walk(path, inner, (*above, real), excluded, mode)


def _entry(path: Path, name: str, mode: int | None) -> Entry:
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise ArchiveError(f"the name is not UTF-8: {os.fsencode(path)!r}") from error
    status = _status(path)
    if not stat.S_ISREG(status.st_mode):
        raise ArchiveError(f"neither a file nor a folder: {path}")
    try:
        return Entry(name, stat.S_IMODE(status.st_mode) if mode is None else mode, path.read_bytes())
    except OSError as error:
        raise ArchiveError(f"could not read {path}: {error.strerror}") from error


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        what = f"the link {path} leads to {path.readlink()}" if path.is_symlink() else f"could not read {path}"
        raise ArchiveError(f"{what}: {error.strerror}") from error


def _pattern(exclude: str) -> re.Pattern[str]:
    """Translate a pattern: `*` and `?` stay within a name, `**` is any number of folders."""
    if set(exclude) & set("[]{}\\"):
        raise ArchiveError(
            f"the stand-in does not support the pattern {exclude!r} in excludes: it knows *, ? and ** only"
        )
    names = exclude.split("/")
    parts = [_parts(name, last=place == len(names) - 1) for place, name in enumerate(names)]
    return re.compile("".join(parts))


def _parts(name: str, *, last: bool) -> str:
    if name == "**":
        return ".*" if last else "(?:[^/]+/)*"
    wild = re.escape(name).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return wild if last else f"{wild}/"
