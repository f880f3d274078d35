"""The data source of the stand-in: what it returns, and what it refuses."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from archive_file import ArchiveFile, Config, State, file_mode
from archive_provider import ArchiveProvider
from archive_zip import ArchiveError
from tf.iface import ReadDataContext
from tf.types import Unknown
from tf.utils import Diagnostics

if TYPE_CHECKING:
    from pathlib import Path

NOTHING: Config = {attribute.name: None for attribute in ArchiveFile.get_schema().attributes} | {"source": []}
FOLDER: Config = NOTHING | {"type": "zip", "source_dir": "./source", "output_path": "./new/out.zip"}


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/index.py").write_text("code")
    return tmp_path


def read(stack: Path, config: Config) -> tuple[State | None, list[str]]:
    context = ReadDataContext(Diagnostics(), "archive_file")
    state = ArchiveFile(ArchiveProvider(stack)).read(context, config)
    return state, [diagnostic.detail for diagnostic in context.diagnostics.diagnostics]


def test_what_is_returned_is_true_of_the_file_written(stack: Path) -> None:
    state, problems = read(stack, FOLDER)
    written = (stack / "new/out.zip").read_bytes()
    assert problems == []
    assert state == FOLDER | {
        "id": hashlib.sha1(written, usedforsecurity=False).hexdigest(),
        "output_size": len(written),
        "output_md5": hashlib.md5(written, usedforsecurity=False).hexdigest(),
        "output_sha": hashlib.sha1(written, usedforsecurity=False).hexdigest(),
        "output_sha256": hashlib.sha256(written).hexdigest(),
        "output_base64sha256": base64.b64encode(hashlib.sha256(written).digest()).decode(),
        "output_sha512": hashlib.sha512(written).hexdigest(),
        "output_base64sha512": base64.b64encode(hashlib.sha512(written).digest()).decode(),
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"type": "tar.gz"}, "makes type zip only, not tar.gz"),
        ({"source_content": "x"}, "does not support source_content"),
        ({"source_content_filename": "x"}, "does not support source_content_filename"),
        ({"source": [{"content": "a", "filename": "b"}]}, "does not support source"),
        ({"exclude_symlink_directories": True}, "does not support exclude_symlink_directories"),
        ({"output_file_mode": "644"}, 'output_file_mode must be octal, such as "0644", not "644"'),
        ({"source_file": "./source/index.py"}, "one of them (given: source_dir and source_file)"),
        ({"source_dir": None}, "one of them (given: none)"),
        ({"source_dir": None, "source_file": "./source/index.py", "excludes": ["a"]}, "excludes goes with source_dir"),
        ({"excludes": ["{a,b}"]}, "does not support the pattern '{a,b}' in excludes"),
        ({"source_dir": "./none"}, "error archiving directory: could not archive missing directory: "),
        ({"source_dir": None, "source_file": "./none"}, "error archiving file: could not archive missing file: "),
        ({"output_path": "./source"}, "error archiving directory: could not write "),
    ],
)
def test_what_cannot_be_done_is_one_error_that_says_so(stack: Path, change: Config, sentence: str) -> None:
    state, problems = read(stack, FOLDER | change)
    assert state is None
    assert len(problems) == 1
    assert sentence in problems[0]


def test_values_that_are_not_known_yet_are_not_judged(stack: Path) -> None:
    diagnostics = Diagnostics()
    unknown = dict.fromkeys(("type", "source_dir", "output_path", "output_file_mode", "source_content"), Unknown)
    ArchiveFile(ArchiveProvider(stack)).validate(diagnostics, "archive_file", NOTHING | unknown)
    assert not diagnostics.has_errors()


@pytest.mark.parametrize(("text", "mode"), [(None, None), ("", None), ("0644", 0o644), ("0o755", 0o755)])
def test_a_mode_is_octal(text: str | None, mode: int | None) -> None:
    assert file_mode(text) == mode


@pytest.mark.parametrize("text", ["644", "0x1a4", "0888", "rw"])
def test_a_mode_in_another_base_is_refused(text: str) -> None:
    with pytest.raises(ArchiveError, match="must be octal"):
        file_mode(text)
