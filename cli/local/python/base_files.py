"""What a base image that stands in for AWS's is made of: the Python that runs this, and what it loads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
LANG = Path("var/lang")
STDLIB = LANG / sys.platlibdir / PYTHON

# Of the standard library: what no function imports, and what belongs to this machine's own packages.
LEFT_OUT = {"__pycache__", "test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip"}
LEFT_OUT |= {"site-packages", "dist-packages"}
LEFT_OUT_STARTS = ("config-3", "_tkinter.", "_test", "_ctypes_test.", "_xxtest", "xxlimited")

# What compiled modules in wheels may count on (PEP 513), and what glibc loads by itself to resolve names.
LIBRARIES = ["libgcc_s.so.1", "libstdc++.so.6", "libm.so.6", "librt.so.1", "libpthread.so.0", "libdl.so.2"]
LIBRARIES += ["libutil.so.1", "libresolv.so.2", "libnss_files.so.2", "libnss_dns.so.2"]

# As in https://github.com/aws/aws-lambda-base-images, which starts the runtime interface emulator where it is told
# of no runtime API.
ENTRYPOINT = f"""#!/bin/sh
if [ $# -ne 1 ]; then
  echo "entrypoint requires the handler name to be the first argument" 1>&2
  exit 142
fi
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
  echo "this base image stands in for AWS's and has no runtime interface emulator: set AWS_LAMBDA_RUNTIME_API" 1>&2
  exit 1
fi
export _HANDLER="$1" AWS_EXECUTION_ENV=AWS_Lambda_{PYTHON}
export PYTHONPATH="${{PYTHONPATH:+$PYTHONPATH:}}/var/runtime"
exec /{LANG}/bin/{PYTHON} -m awslambdaric "$1"
"""
TEXTS = {
    "lambda-entrypoint.sh": ENTRYPOINT,
    "etc/group": "root:x:0:\nnobody:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
}
FOLDERS = ["dev", "opt", "proc", "root", "tmp", "var/task"]
LINKS = {f"{LANG}/bin/{name}": PYTHON for name in ("python", "python3")}


def copied() -> dict[str, Path]:
    """Return the files of this machine that go into the image: place there to path here."""
    python, shell = Path(sys.executable).resolve(), Path("/bin/sh")
    files = {f"{LANG}/bin/{PYTHON}": python, "bin/sh": shell}
    files.update(tree(Path(sysconfig.get_path("stdlib")), STDLIB))
    files.update(tree(Path(sysconfig.get_path("platstdlib")), STDLIB))
    files.update(tree(Path(sysconfig.get_path("purelib")), Path("var/runtime")))
    files.update(libraries([python, shell, *(path for path in files.values() if path.suffix == ".so")]))
    return files


def tree(folder: Path, place: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder, and where they go."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not left_out(name)]
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not left_out(name):
                yield str(place / path.relative_to(folder)), path


def left_out(name: str) -> bool:
    """Whether the image does without it."""
    return name in LEFT_OUT or name.startswith(LEFT_OUT_STARTS)


def libraries(programs: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the shared libraries that programs load, the loader itself, and what is loaded by name alone."""
    command = ["ldd", *map(str, programs)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 (a tool of the system)
    found = {Path(path) for path in re.findall(r"(?:=> |^\t)(/.+) \(0x", said, re.MULTILINE)}
    beside = next((path.parent for path in found if path.name == "libc.so.6"), None)
    if beside is None:
        raise SystemExit("a base image can be assembled on Linux with glibc alone: ldd names no libc.so.6")
    found |= {path for name in LIBRARIES if (path := beside / name).is_file()}
    for path in found:
        yield str(place_of(path)), path


def place_of(library: Path) -> Path:
    """Return where a library goes: the system's to where its loader looks for it, a Python's own beside that Python."""
    own = Path(sys.base_prefix)
    if own != Path("/usr") and library.is_relative_to(own):
        return LANG / library.relative_to(own)
    return library.relative_to("/")
