"""What unpacked images hold: layers laid over each other as OCI has it, and nothing of this machine."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[4] / "cli/local/python/unpack_layers.py"

Entry = tuple[str, bytes, str]  # name, type, and what a file holds or a link names


def folder(name: str) -> Entry:
    return (name, tarfile.DIRTYPE, "")


def file(name: str, content: str = "") -> Entry:
    return (name, tarfile.REGTYPE, content)


def link(name: str, target: str) -> Entry:
    return (name, tarfile.SYMTYPE, target)


def hard_link(name: str, target: str) -> Entry:
    return (name, tarfile.LNKTYPE, target)


def write_blob(path: Path, entries: list[Entry], mode: int = 0o644) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, kind, text in entries:
            info = tarfile.TarInfo(name)
            info.type, info.uid, info.gid = kind, 12345, 12345
            info.mode = mode | 0o111 if kind == tarfile.DIRTYPE else mode
            if kind == tarfile.REGTYPE:
                info.size = len(text)
            else:
                info.linkname = text
            tar.addfile(info, io.BytesIO(text.encode()))
    return path


def unpack(place: Path, *layers: list[Entry], root: str = "root") -> subprocess.CompletedProcess[str]:
    order = [
        {"blob": str(write_blob(place / f"{at}.tar.gz", entries)), "folder": str(place / "layers" / str(at))}
        for at, entries in enumerate(layers)
    ]
    command = [sys.executable, "-I", "-B", str(PROGRAM), json.dumps({"layers": order, "root": str(place / root)})]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)


def content(root: Path) -> dict[str, str]:
    """Every file and link of a root but the mount points, with what it holds or names."""
    found = {}
    for parent, folders, names in os.walk(root):
        for name in [*names, *(each for each in folders if Path(parent, each).is_symlink())]:
            path = Path(parent, name)
            found[str(path.relative_to(root))] = f"-> {path.readlink()}" if path.is_symlink() else path.read_text()
    return {name: text for name, text in found.items() if name not in {"etc/hosts", "etc/resolv.conf"}}


@pytest.mark.parametrize(
    ("case", "layers", "expected"),
    [
        ("a later layer's file wins", [[file("a", "1"), file("b", "1")], [file("a", "2")]], {"a": "2", "b": "1"}),
        ("a whiteout hides a file", [[file("d/a"), file("d/b")], [file("d/.wh.a")]], {"d/b": ""}),
        ("a whiteout hides a folder", [[file("d/a"), file("e")], [file(".wh.d")]], {"e": ""}),
        ("a whiteout spares what comes with it", [[file("a", "1")], [file("a", "2"), file(".wh.a")]], {"a": "2"}),
        ("an opaque folder hides all below", [[file("d/a")], [file("d/b"), file("d/.wh..wh..opq")]], {"d/b": ""}),
        ("a whiteout of nothing is no fault", [[file("a")], [file(".wh.b"), file("d/.wh.c")]], {"a": ""}),
        ("a file takes a folder's place", [[file("d/a")], [file("d", "x")]], {"d": "x"}),
        ("a folder takes a file's place", [[file("d", "x")], [file("d/a")]], {"d/a": ""}),
        (
            "a folder takes a link's place, and where that led stays",
            [[file("x/a", "1"), link("d", "x")], [file("d/a", "2")]],
            {"x/a": "1", "d/a": "2"},
        ),
        (
            "a link takes a link's place",
            [[file("x/a"), link("d", "x")], [link("d", "nowhere")]],
            {"x/a": "", "d": "-> nowhere"},
        ),
        ("links are links", [[link("a", "/etc/passwd"), link("b", "../..")]], {"a": "-> /etc/passwd", "b": "-> ../.."}),
        ("hard links are files", [[file("a", "1"), hard_link("d/b", "a")]], {"a": "1", "d/b": "1"}),
        ("names from the root are inside", [[file("/a", "1"), file("./b", "2")]], {"a": "1", "b": "2"}),
        ("devices stay out", [[("dev/sda", tarfile.BLKTYPE, ""), ("p", tarfile.FIFOTYPE, ""), file("a")]], {"a": ""}),
    ],
)
def test_layers_are_laid_over_each_other(
    tmp_path: Path, case: str, layers: list[list[Entry]], expected: dict[str, str]
) -> None:
    done = unpack(tmp_path, *layers)
    assert (done.returncode, done.stderr) == (0, ""), case
    assert content(tmp_path / "root") == expected, case


@pytest.mark.parametrize(
    ("entries", "name"),
    [
        ([file("../outside", "x")], "../outside"),
        ([file("a/../../outside", "x")], "a/../../outside"),
        ([link("up", ".."), file("up/outside", "x")], "up/outside"),
        ([link("up", "{place}"), file("up/outside", "x")], "up/outside"),
        ([link("outside", "{place}/outside"), file("outside", "x")], "outside"),
        ([hard_link("a", "../0.tar.gz")], "../0.tar.gz"),
        ([link("up", "{place}"), hard_link("a", "up/0.tar.gz")], "up/0.tar.gz"),
    ],
)
def test_a_name_that_leads_out_of_its_layer_is_refused(tmp_path: Path, entries: list[Entry], name: str) -> None:
    placed = [(entry, kind, text.replace("{place}", str(tmp_path))) for entry, kind, text in entries]
    done = unpack(tmp_path, placed)
    assert done.returncode == 1
    assert done.stderr == f"a layer of the image has a name that leads out of it: {name}\n"
    assert not list(tmp_path.rglob("outside"))
    assert not (tmp_path / "root").exists()
    assert not (tmp_path / "layers" / "0").exists()


def test_what_a_layer_has_is_this_users_own_to_read_and_remove(tmp_path: Path) -> None:
    blob = write_blob(tmp_path / "0.tar.gz", [folder("closed"), file("closed/a", "1")], mode=0o4022)
    order = {"layers": [{"blob": str(blob), "folder": str(tmp_path / "layer")}], "root": str(tmp_path / "root")}
    subprocess.run([sys.executable, "-I", "-B", str(PROGRAM), json.dumps(order)], check=True)  # noqa: S603 (our own program)
    for path, mode in (("closed", 0o733), ("closed/a", 0o422)):
        status = (tmp_path / "root" / path).stat()
        assert (status.st_mode & 0o7777, status.st_uid) == (mode, os.getuid())


def test_a_layer_that_was_unpacked_is_not_unpacked_again(tmp_path: Path) -> None:
    assert unpack(tmp_path, [file("a", "1")], root="first").returncode == 0
    (tmp_path / "0.tar.gz").unlink()
    order = {"layers": [{"blob": "/gone", "folder": str(tmp_path / "layers" / "0")}], "root": str(tmp_path / "second")}
    subprocess.run([sys.executable, "-I", "-B", str(PROGRAM), json.dumps(order)], check=True)  # noqa: S603 (our own program)
    assert content(tmp_path / "second") == {"a": "1"}
    assert (tmp_path / "first" / "a").samefile(tmp_path / "second" / "a")


def test_what_a_killed_process_left_half_made_is_made_anew(tmp_path: Path) -> None:
    for unfinished in ("layers/0.unfinished", "root.unfinished"):
        (tmp_path / unfinished).mkdir(parents=True)
        (tmp_path / unfinished / "stray").touch()
    assert unpack(tmp_path, [file("a")]).returncode == 0
    assert content(tmp_path / "root") == {"a": ""}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.tar.gz", "layers", "root"]


@pytest.mark.parametrize(
    "entries", [[file("a")], [link("etc", "/etc"), link("dev", "/dev")], [file("tmp"), folder("etc/hosts")]]
)
def test_a_container_finds_a_place_for_what_it_is_given(tmp_path: Path, entries: list[Entry]) -> None:
    assert unpack(tmp_path, entries).returncode == 0
    root = tmp_path / "root"
    assert all((root / name).is_dir() and not (root / name).is_symlink() for name in ("dev", "etc", "proc", "tmp"))
    assert all((root / "etc" / name).read_text() == "" for name in ("hosts", "resolv.conf"))
