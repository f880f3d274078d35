"""The data source `archive_file`: what it accepts, what it refuses and what it returns.

What a stack uses of hashicorp/archive 2.7.1 is there; everything else is refused by name, never ignored.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from archive_zip import ArchiveError, read_file, read_folder, write_atomically, zip_bytes
from tf.blocks import SetNestedBlock
from tf.iface import DataSource
from tf.schema import Attribute, Block, Schema
from tf.types import Bool, Number, Set, String, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive_provider import ArchiveProvider
    from tf.iface import ReadDataContext
    from tf.utils import Diagnostics

Config: TypeAlias = dict[str, Any]
State: TypeAlias = dict[str, Any]

ADDRESS = "registry.terraform.io/hashicorp/archive"
UNSUPPORTED = ("source", "source_content", "source_content_filename", "exclude_symlink_directories")


def problems(config: Config) -> Iterator[tuple[str, str]]:
    """Say what the stand-in cannot do with this configuration: attribute and sentence."""
    known = {name: value for name, value in config.items() if value is not Unknown}
    for name in UNSUPPORTED:
        if known.get(name):
            yield name, f"the stand-in for {ADDRESS} does not support {name}"
    if known.get("type") not in (None, "zip"):
        yield "type", f"the stand-in for {ADDRESS} makes type zip only, not {known['type']}"
    if mode := known.get("output_file_mode"):
        try:
            file_mode(mode)
        except ArchiveError as error:
            yield "output_file_mode", str(error)
    sources = [name for name in ("source_dir", "source_file") if config.get(name) is not None]
    if len(sources) != 1:
        yield "source_dir", f"give source_dir or source_file, one of them (given: {' and '.join(sources) or 'none'})"
    if config.get("source_file") is not None and config.get("excludes"):
        yield "excludes", "excludes goes with source_dir, not with source_file"


def file_mode(text: str | None) -> int | None:
    """Read an octal mode such as "0644". The real provider takes other bases too: "644" would be decimal there."""
    if not text:
        return None
    if not re.fullmatch("0o?[0-7]{3}", text):
        raise ArchiveError(f'output_file_mode must be octal, such as "0644", not "{text}"')
    return int(text, 8)


def outputs(archive: bytes) -> State:
    """Compute what hashicorp/archive says about the file it wrote."""
    sha1 = hashlib.sha1(archive, usedforsecurity=False).hexdigest()
    sha256, sha512 = hashlib.sha256(archive), hashlib.sha512(archive)
    return {
        "id": sha1,
        "output_size": len(archive),
        "output_md5": hashlib.md5(archive, usedforsecurity=False).hexdigest(),
        "output_sha": sha1,
        "output_sha256": sha256.hexdigest(),
        "output_base64sha256": base64.b64encode(sha256.digest()).decode(),
        "output_sha512": sha512.hexdigest(),
        "output_base64sha512": base64.b64encode(sha512.digest()).decode(),
    }


class ArchiveFile(DataSource):  # type: ignore[misc]  # tf comes without types
    """`data "archive_file"`."""

    def __init__(self, provider: ArchiveProvider) -> None:
        """Is made anew for every call."""
        self.directory = provider.stack_directory

    @classmethod
    def get_name(cls) -> str:
        """After the prefix."""
        return "file"

    @classmethod
    def get_schema(cls) -> Schema:
        """Declare the unsupported arguments too, so that the refusal can say why."""
        required = [Attribute(name, String(), required=True) for name in ("type", "output_path")]
        optional = [
            *(Attribute(name, String(), optional=True) for name in ("source_dir", "source_file", "output_file_mode")),
            *(Attribute(name, String(), optional=True) for name in ("source_content", "source_content_filename")),
            Attribute("excludes", Set(String()), optional=True),
            Attribute("exclude_symlink_directories", Bool(), optional=True),
        ]
        computed = [
            Attribute(name, Number() if name == "output_size" else String(), computed=True) for name in outputs(b"")
        ]
        source = Block([Attribute("content", String(), required=True), Attribute("filename", String(), required=True)])
        return Schema([*required, *optional, *computed], block_types=[SetNestedBlock("source", source)])

    def validate(self, diags: Diagnostics, type_name: str, config: Config) -> None:
        """Refuse what cannot be done, before anything is read."""
        super().validate(diags, type_name, config)
        for attribute, sentence in problems(config):
            diags.add_error("Not supported", sentence, [attribute])

    def read(self, ctx: ReadDataContext, config: Config) -> State | None:
        """Make the archive."""
        self.validate(ctx.diagnostics, ctx.type_name, config)  # once more: some values were unknown then
        if ctx.diagnostics.has_errors():
            return None
        kind = "file" if config["source_dir"] is None else "directory"
        try:
            archive = self._archive(config)
            write_atomically(self.directory / config["output_path"], archive)
        except ArchiveError as error:
            ctx.diagnostics.add_error("Archive creation error", f"error archiving {kind}: {error}")
            return None
        return config | outputs(archive)

    def _archive(self, config: Config) -> bytes:
        mode = file_mode(config["output_file_mode"])
        if config["source_dir"] is None:
            return zip_bytes(read_file(self.directory / config["source_file"], mode))
        return zip_bytes(read_folder(self.directory / config["source_dir"], config["excludes"] or (), mode))
