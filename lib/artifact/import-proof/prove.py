"""Import a handler as the managed runtime does, from unpacked ZIPs, and say how it went.

Run as `python -I -S -B -X importtime prove.py REQUEST`, REQUEST being a file of JSON. The report goes to the file the
request names, a line of JSON each: attempts as they are made, then the outcome. A process that ends
on its own leaves none. What stands before the import is what AWS's bootstrap does there:
https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/bootstrap.py
"""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import importlib
import json
import logging
import os
import re
import site
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves the script's folder out

from import_watch import CONTAINER_FOLDERS, MOUNTED, Watch

if TYPE_CHECKING:
    from types import FrameType

sys.path.pop(0)
del sys.modules["import_watch"]  # the name is free again for whoever has it

LONGEST_MESSAGE = 500
MOST_FRAMES = 12
MOST_ERRORS = 4
STANDARD_LIBRARY = os.path.dirname(os.__file__)


class Proof:
    """One import, and what is known of it."""

    def __init__(self, request: dict[str, Any]) -> None:
        """Take what is asked."""
        self.request = request
        self.places = places(request)
        self.placeholders = set(request["unknown"])
        self.read_unknown: set[str] = set()
        self.absent: list[KeyError] = []
        hidden = dict.fromkeys(request["hidden"], "hidden")
        seen = [*request["seen"], sys.base_prefix, sys.exec_prefix, STANDARD_LIBRARY]
        folders = {**hidden, **dict.fromkeys(seen, "read-only"), request["report"]: "own"}
        self.watch = Watch(folders=folders, note=self.note, show=self.shown)

    def note(self, line: dict[str, Any]) -> None:
        """Say what was seen, and of an attempt which lines were at work."""
        if "attempt" in line:
            line["attempt"]["frames"] = self.frames_now()
        self.say(line)

    def say(self, line: dict[str, Any]) -> None:
        """Write one line at once: the process may end any moment, and the module may close what is open."""
        report = os.open(self.request["report"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(report, (json.dumps(line) + "\n").encode())
        os.close(report)

    def shown(self, text: str) -> str:
        """Name places as the container does."""
        for here, there in self.places:
            text = here.sub(there, text)
        return text

    def frames_now(self) -> list[dict[str, Any]]:
        """Say which lines of the ZIPs are at work, the innermost first."""
        frames = []
        frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the only way that costs nothing
        while frame is not None:
            frames.append((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        return self.in_zips(frames)

    def in_zips(self, frames: list[tuple[str, int | None]]) -> list[dict[str, Any]]:
        """Keep what lies in a ZIP, by its path there."""
        roots = [root + "/" for root in self.request["roots"]]
        lines = [(path, root, line) for path, line in frames for root in roots if path.startswith(root)]
        return [{"path": path[len(root) :], "line": line or 1} for path, root, line in lines[:MOST_FRAMES]]

    def watch_environment(self) -> None:
        """Note which variables are read that are not there, or of which only Terraform knows the value."""
        kind = type(os.environ)
        plain = kind.__getitem__

        def watched(environment: os._Environ[str], name: str) -> str:
            if name in self.placeholders:
                self.read_unknown.add(name)
            try:
                return plain(environment, name)
            except KeyError as error:
                self.absent.append(error)
                raise

        kind.__getitem__ = watched  # type: ignore[method-assign]  # os.environ is watched from within

    def run(self) -> None:
        """Import, and say how it went."""
        module, _, name = self.request["handler"].rpartition(".")
        stack = open(self.request["stack"], "w")  # noqa: SIM115 - it stays open
        faulthandler.enable(stack, all_threads=False)
        faulthandler.dump_traceback_later(self.request["limit"], exit=True, file=stack)
        self.watch_environment()
        without_shared_memory()
        self.watch.start()
        self.say({"begins": module})
        print(self.request["mark"], file=sys.stderr, flush=True)
        outcome: dict[str, Any]
        started = time.perf_counter()
        try:
            for folder in self.request["sites"]:
                site.addsitedir(folder)  # reads its .pth files
            found = importlib.import_module(module.replace("/", "."))
        except BaseException as error:  # noqa: BLE001 - SystemExit ends an import too
            outcome = self.failure(error)
        else:
            outcome = {"kind": "imported", "handler": handler_state(found, name)}
        spent = time.perf_counter() - started
        faulthandler.cancel_dump_traceback_later()
        self.say(
            {
                "outcome": outcome,
                "python": ".".join(str(part) for part in sys.version_info[:3]),
                "milliseconds": round(spent * 1000),
                "peakBytes": peak_bytes(),
                "unknownRead": sorted(self.read_unknown),
                "found": [name for name in self.request["doubted"] if self.is_in_zips(name)],
                "machineLibraries": machine_libraries(self.request["roots"]),
            }
        )

    def is_in_zips(self, name: str) -> bool:
        """Say whether a module was imported, and from a ZIP: the module of that name on this machine is another's."""
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        places = [file] if file else [*getattr(module, "__path__", [])]
        return any(str(place).startswith(root + "/") for place in places for root in self.request["roots"])

    def failure(self, error: BaseException) -> dict[str, Any]:
        """Say what went wrong, where, and what it came from."""
        chain = chained(error)
        stopped = [(kind, target) for each in chain for stop, kind, target in self.watch.stops if stop is each]
        frames = [frame for each in chain for frame in self.frames_of(each)]
        outcome: dict[str, Any] = {
            "kind": "failed",
            "errors": [{"type": type(each).__name__, "message": self.message(each)} for each in chain[:MOST_ERRORS]],
            "isImportError": isinstance(error, ImportError),
            "frames": [frame for index, frame in enumerate(frames) if frame not in frames[:index]][:MOST_FRAMES],
        }
        missing = [each.name for each in chain if isinstance(each, ModuleNotFoundError) and each.name]
        if isinstance(error, ImportError) and missing:
            outcome["missingModule"] = missing[-1]
        unset = [each.args[0] for each in self.absent if any(each is other for other in chain)]
        if unset:
            outcome["missingVariable"] = unset[-1]
        # Written out, these lead nowhere on this machine.
        if isinstance(error, FileNotFoundError) and str(error.filename).startswith((*CONTAINER_FOLDERS, MOUNTED)):
            outcome["containerPath"] = str(error.filename)
        if stopped:
            outcome["stoppedBy"] = {"kind": stopped[-1][0], "target": stopped[-1][1]}
        return outcome

    def frames_of(self, error: BaseException) -> list[dict[str, Any]]:
        """Say where an error was raised, the innermost first."""
        lines: list[tuple[str, int | None]] = []
        for frame, line in traceback.walk_tb(error.__traceback__):
            lines.insert(0, (frame.f_code.co_filename, line))
        if isinstance(error, SyntaxError) and error.filename:
            lines.insert(0, (error.filename, error.lineno))
        return self.in_zips(lines)

    def message(self, error: BaseException) -> str:
        """Say what an error says, in bounds."""
        try:
            text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
        except Exception:  # noqa: BLE001 - it is the module's own code
            text = ""
        return self.shown(text.strip())[:LONGEST_MESSAGE]


def chained(error: BaseException) -> list[BaseException]:
    """Follow an error to where it came from, itself first."""
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain:
        chain.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return chain


def handler_state(module: object, name: str) -> str:
    """Say whether the runtime could call it."""
    try:
        found = getattr(module, name)
    except AttributeError:
        return "missing"
    return "callable" if callable(found) else "not callable"


def peak_bytes() -> int | None:
    """Say how much memory the process held at most. `getrusage` would count that of the process which started it."""
    try:
        with open("/proc/self/status") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return None


def machine_libraries(roots: list[str]) -> list[str]:
    """Name the shared libraries that were loaded from elsewhere than the ZIPs: this machine may have what AWS lacks."""
    inside = tuple(root + "/" for root in roots)
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split(maxsplit=5)[5].strip() for line in maps if line.count("/") > 1}
    except OSError:
        return []
    return sorted({os.path.basename(path) for path in paths if ".so" in path and not path.startswith(inside)})


def places(request: dict[str, Any]) -> list[tuple[re.Pattern[str], str]]:
    """Say what places of this machine are called in the container; of two that hold a path the inner one first."""
    minor = ".".join(str(part) for part in sys.version_info[:2])
    python = [(STANDARD_LIBRARY, f"/var/lang/lib/python{minor}"), (sys.base_prefix, "/var/lang")]
    named = [(here, there) for here, there in [*python, *request["shown"]] if here not in {"/", "/usr", "/usr/local"}]
    both = [(path, there) for here, there in named for path in (here, os.path.realpath(here))]
    return [(re.compile(rf"(?<![\w.-]){re.escape(path)}(?![\w.-])"), there) for path, there in both]


def without_shared_memory() -> None:
    """Refuse what needs /dev/shm, which the container lacks.

    See https://aws.amazon.com/blogs/compute/parallel-processing-in-python-with-aws-lambda/ (seen 2026-11).
    """

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented: the container has no /dev/shm")

    with contextlib.suppress(ImportError):
        multiprocessing: Any = importlib.import_module("_multiprocessing")
        multiprocessing.SemLock = type("SemLock", (multiprocessing.SemLock,), {"__new__": refuse})
    with contextlib.suppress(ImportError):
        shared_memory: Any = importlib.import_module("_posixshmem")
        shared_memory.shm_open = refuse


def bounded_files() -> None:
    """Let no file grow beyond what /tmp holds: a module that floods standard error would fill the disk.

    See https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html (seen 2026-11).
    """
    with contextlib.suppress(ImportError, ValueError):
        resource = importlib.import_module("resource")
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (512 << 20, most))


def start_as_bootstrap(request: dict[str, Any]) -> None:
    """Do what the managed runtime has done before it imports a handler."""
    logging.Formatter.converter = time.gmtime
    logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))
    site.setquit()
    site.setcopyright()
    site.sethelper()
    sys.argv = ["/var/runtime/bootstrap.py"]
    # As in the container: the function's own code comes before what was not imported yet of the standard library.
    sys.path[:0] = request["path"]


def main() -> None:
    """Answer one request and end at once: threads and what waits for the end are of no interest."""
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    bounded_files()
    start_as_bootstrap(request)
    Proof(request).run()
    os._exit(0)


if __name__ == "__main__":
    main()
