"""What archive_zip.py promises: names, contents and modes make the bytes, and nothing else does."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from archive_zip import ArchiveError, read_file, read_folder, write_atomically, zip_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable


class File(NamedTuple):
    content: bytes = b"x"
    mode: int = 0o644


Tree = dict[str, File]

# A folder's name never is a file's name, so that any set of paths is a tree.
paths = st.lists(st.sampled_from(["a", "b-c", "é", "Z"]), min_size=1, max_size=3).map(
    lambda names: "/".join([f"dir {name}" for name in names[:-1]] + [names[-1]])
)
files = st.builds(File, st.binary(max_size=40), st.sampled_from([0o600, 0o644, 0o755]))
trees = st.dictionaries(paths, files, min_size=1, max_size=6)


def plant(folder: Path, tree: Tree, names: Iterable[str] | None = None, time: int = 1, umask: int = 0o022) -> Path:
    before = os.umask(umask)
    try:
        for name in names or tree:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tree[name].content)
            path.chmod(tree[name].mode)
            os.utime(path, (time, time))
    finally:
        os.umask(before)
    return folder


def zipped(tree: Tree, names: Iterable[str] | None = None, time: int = 1, umask: int = 0o022) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return zip_bytes(read_folder(plant(Path(folder), tree, names, time, umask)))


def names_in(folder: Path, *excludes: str) -> list[str]:
    return [entry.name for entry in read_folder(folder, excludes)]


@settings(max_examples=40, deadline=None)
@given(trees, st.randoms(use_true_random=False), st.sampled_from([0, 0o022, 0o077]), st.integers(0, 2**31))
def test_the_same_files_give_the_same_bytes_under_any_folder_order_umask_and_time(
    tree: Tree, random: random.Random, umask: int, time: int
) -> None:
    names = list(tree)
    random.shuffle(names)
    assert zipped(tree, names, time, umask) == zipped(tree)


@settings(max_examples=40, deadline=None)
@given(trees, st.data())
def test_a_rename_a_changed_byte_and_a_changed_mode_each_change_the_bytes(tree: Tree, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(tree)))
    content, mode = tree[name]
    others = {other: file for other, file in tree.items() if other != name}
    assert (
        len(
            {
                zipped({**others, **changed})
                for changed in (
                    {name: tree[name]},
                    {f"{name}2": tree[name]},
                    {name: File(content + b"\0", mode)},
                    {name: File(content, mode ^ 0o100)},
                )
            }
        )
        == 4
    )


def test_entries_are_files_in_walking_order_with_unix_modes_and_no_time(tmp_path: Path) -> None:
    plant(tmp_path, {"a/z.py": File(), "a-b.py": File(mode=0o755), "a/b/c.py": File(), "B.py": File()})
    (tmp_path / "empty").mkdir()
    archive = zipfile.ZipFile(io.BytesIO(zip_bytes(read_folder(tmp_path))))
    assert archive.namelist() == ["B.py", "a/b/c.py", "a/z.py", "a-b.py"]
    for info in archive.infolist():
        assert info.date_time == (1980, 0, 0, 0, 0, 0)
        assert (info.create_system, info.compress_type, info.extra) == (3, zipfile.ZIP_DEFLATED, b"")
    assert [info.external_attr >> 16 for info in archive.infolist()] == [
        stat.S_IFREG | mode for mode in (0o644, 0o644, 0o644, 0o755)
    ]


def test_a_given_mode_replaces_the_mode_on_disk(tmp_path: Path) -> None:
    plant(tmp_path, {"a": File(mode=0o600), "b": File(mode=0o755)})
    assert [entry.mode for entry in read_folder(tmp_path, mode=0o644)] == [0o644, 0o644]


def test_an_archive_of_one_file_holds_it_by_its_own_name(tmp_path: Path) -> None:
    plant(tmp_path, {"deep/index.py": File(b"code")})
    assert read_file(tmp_path / "deep/index.py") == [("index.py", 0o644, b"code")]


def test_links_to_files_and_folders_are_followed(tmp_path: Path) -> None:
    plant(tmp_path, {"outside/a.py": File(b"code"), "source/b.py": File()})
    (tmp_path / "source/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "source/file.py").symlink_to("../outside/a.py")
    entries = {entry.name: entry.content for entry in read_folder(tmp_path / "source")}
    assert entries == {"b.py": b"x", "file.py": b"code", "folder/a.py": b"code"}


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ("a.py", ["b/a.py", "b/c/d.txt"]),
        ("*.py", ["b/a.py", "b/c/d.txt"]),
        ("**/*.py", ["b/c/d.txt"]),
        ("b", ["a.py"]),
        ("b/**", ["a.py"]),
        ("b/?", ["a.py", "b/a.py"]),
        ("**/d.txt", ["a.py", "b/a.py"]),
        ("", ["a.py", "b/a.py", "b/c/d.txt"]),
        ("a?py", ["b/a.py", "b/c/d.txt"]),
        ("a.p", ["a.py", "b/a.py", "b/c/d.txt"]),
    ],
)
def test_excludes_leave_out_what_they_match(tmp_path: Path, exclude: str, left: list[str]) -> None:
    plant(tmp_path, {"a.py": File(), "b/a.py": File(), "b/c/d.txt": File()})
    assert names_in(tmp_path, exclude) == left


def dangling(folder: Path) -> None:
    (folder / "bad").symlink_to("nowhere")


def looping_file(folder: Path) -> None:
    (folder / "bad").symlink_to("bad")


def looping_folder(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner/bad").symlink_to("..")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "bad")


def odd_name(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff")).touch()


@pytest.mark.parametrize(
    ("plant_fault", "sentence"),
    [
        (dangling, r"the link \S+/bad leads to nowhere: No such file or directory"),
        (looping_file, r"the link \S+/bad leads to bad: Too many levels of symbolic links"),
        (looping_folder, r"a link leads back into itself: \S+/inner/bad is "),
        (pipe, r"neither a file nor a folder: \S+/bad$"),
        (odd_name, r"the name is not UTF-8: b'\S+/bad\\xff'"),
    ],
)
def test_what_cannot_be_archived_is_named(tmp_path: Path, plant_fault: Callable[[Path], None], sentence: str) -> None:
    plant_fault(tmp_path)
    with pytest.raises(ArchiveError, match=sentence):
        read_folder(tmp_path)


def test_a_pattern_the_stand_in_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"does not support the pattern '\[ab\]' in excludes"):
        read_folder(tmp_path, ["[ab]"])


def test_a_missing_folder_a_missing_file_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="could not archive missing directory: "):
        read_folder(tmp_path / "none")
    with pytest.raises(ArchiveError, match="could not archive missing file: "):
        read_file(tmp_path / "none")
    with pytest.raises(ArchiveError, match="nothing to archive: "):
        read_folder(tmp_path)


def test_a_file_is_written_whole_into_a_new_folder(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        write_atomically(tmp_path / "new/out.zip", content)
        assert (tmp_path / "new/out.zip").read_bytes() == content
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new/out.zip"]


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "out.zip").mkdir()
    with pytest.raises(ArchiveError, match=r"could not write \S+/out.zip: Is a directory"):
        write_atomically(tmp_path / "out.zip", b"bytes")
    assert list(tmp_path.iterdir()) == [tmp_path / "out.zip"]
