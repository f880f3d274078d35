"""An audit hook that stops what must not happen while a handler is imported, and notes it.

Stopped are the network, writes to what is read-only in the container, processes, and what this machine alone has: files
of the person's, and those that others left in /tmp. A library may swallow the error that stops it, so each attempt is
noted when it is made. What goes past Python (ctypes, C code of its own) is not seen.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Note = Callable[[dict[str, Any]], None]

MOST = 100  # attempts noted; the others are stopped all the same

NETWORK = {
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
}
PROCESS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
# Of each event: which argument is the path, and which the folder descriptor it is relative to.
CHANGE = {
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
}
MAKES = {"os.mkdir", "os.link", "os.symlink"}
LISTS = {"os.listdir", "os.scandir"}
CONTAINER_FOLDERS = ("/var/task/", "/var/runtime/", "/opt/")
MOUNTED = "/mnt/"  # where a function may have a file system of its own
TEMPORARY = "/tmp"  # noqa: S108 - the container's only writable folder
DEVICES = tuple(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "stdout", "stderr", "fd"))
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
UNNAMED_HOSTS = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"}  # noqa: S104 - nothing is bound here


class Watch:
    """What is allowed, and what was tried."""

    def __init__(self, *, folders: dict[str, str], note: Note, show: Callable[[str], str]) -> None:
        """Take folders of the machine, and what each is: `own` may be changed, `read-only` and `hidden` not.

        What is in a hidden one is the person's, and not in the container. Of two that hold a path the longer decides.
        """
        self.temporary = os.path.realpath(TEMPORARY)
        kinds = {**folders, self.temporary: "temporary", "/proc": "own"}
        both = {path: kind for folder, kind in kinds.items() for path in (folder, os.path.realpath(folder))}
        self.kinds = sorted(both.items(), key=lambda each: len(each[0]), reverse=True)
        self.note = note
        self.show = show
        self.made: set[str] = set()
        self.seen: set[tuple[str, str]] = set()
        self.stops: list[tuple[OSError, str, str]] = []

    def start(self) -> None:
        """Begin; a hook cannot be removed."""
        sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Judge one event; most are none of ours."""
        if event == "open":
            self.opened(*arguments[:3])
        elif event in LISTS:
            self.read(arguments[0])
        elif event in NETWORK:
            self.network(event, arguments)
        elif event in CHANGE:
            for path, descriptor in CHANGE[event]:
                self.changed(event, arguments[path], -1 if descriptor is None else arguments[descriptor])
        elif event == "sqlite3.connect":
            self.database(arguments[0])
        elif event in PROCESS:
            self.stop("process", self.command(event, arguments), PermissionError(errno.EPERM, "no process may start"))

    def opened(self, path: object, _mode: object, flags: int) -> None:
        """Stop what opens for writing, and what reads a file of the person's."""
        if isinstance(flags, int) and flags & WRITES:
            self.changed("open", path, -1)
        else:
            self.read(path)

    def read(self, path: object) -> None:
        """Stop what reads something that only this machine has."""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return  # a descriptor, or the working folder
        absolute = os.path.normpath(self.absolute(os.fsdecode(path), -1))
        kind = self.kind(absolute)
        if kind == "hidden" or (kind == "temporary" and absolute != self.temporary and not self.is_made(absolute)):
            self.foreign(absolute)

    def changed(self, event: str, path: object, descriptor: object) -> None:
        """Stop what changes a read-only folder, unless it would fail for a reason of its own."""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return  # a descriptor: it was opened before
        absolute = self.absolute(os.fsdecode(path), descriptor)
        real = os.path.realpath(absolute)
        if absolute.startswith(DEVICES):
            return
        if absolute.startswith(MOUNTED):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), absolute)
        kind = self.kind(real)
        if kind == "temporary":
            self.changed_temporary(event, real)
        if kind in {"temporary", "own"}:
            return
        exists = os.path.lexists(absolute)
        if absolute.startswith(CONTAINER_FOLDERS):
            fails_anyway = False  # there on AWS alone, and read-only
        elif event in MAKES:
            fails_anyway = exists
        elif event == "open":
            fails_anyway = not os.path.isdir(os.path.dirname(absolute))
        else:
            fails_anyway = not exists and event != "os.rename"
        if fails_anyway:
            return
        shown = self.show(absolute)
        self.stop("write", shown, OSError(errno.EROFS, os.strerror(errno.EROFS), shown))

    def changed_temporary(self, event: str, path: str) -> None:
        """Note what is made in /tmp, so that it can go again; what others left there is not in the container."""
        if path == self.temporary or self.is_made(path):
            return
        self.foreign(path)
        if event in MAKES or event in {"open", "os.rename"}:
            self.made.add(path)
            self.note({"made": path})

    def is_made(self, path: str) -> bool:
        """Say whether this import made a path, or a folder above it."""
        real = os.path.realpath(path)
        return any(real == made or real.startswith(made + "/") for made in self.made)

    def foreign(self, path: str) -> None:
        """Stop what touches a thing that this machine has and the container does not."""
        if not os.path.lexists(path):
            return
        shown = self.show(path)
        self.stop("machine", shown, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), shown))

    def database(self, path: object) -> None:
        """Stop SQLite where it would make a file."""
        if isinstance(path, (str, bytes)):
            name = os.fsdecode(path)
            if name not in {"", ":memory:"} and not name.startswith("file:"):
                self.changed("open", name, -1)

    def network(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Stop what leaves this machine; to resolve the machine's own name does not."""
        address = arguments[NETWORK[event]]
        if isinstance(address, tuple):
            target = ":".join(str(part) for part in address[:2])
        else:
            host = os.fsdecode(address) if isinstance(address, (str, bytes)) else ""
            if event != "socket.connect" and host in UNNAMED_HOSTS:
                return
            port = arguments[1] if event == "socket.getaddrinfo" else None
            target = host if port in {None, 0, ""} else f"{host}:{port}"
        message = f"no network while the handler is imported ({target})"
        self.stop("network", target, OSError(errno.ENETUNREACH, message))

    def stop(self, kind: str, target: str, error: OSError) -> None:
        """Note and refuse."""
        self.stops.append((error, kind, target))
        if (kind, target) not in self.seen and len(self.seen) < MOST:
            self.seen.add((kind, target))
            self.note({"attempt": {"kind": kind, "target": target}})
        raise error

    def kind(self, path: str) -> str | None:
        """Say what a path is by the longest folder that holds it."""
        for folder, kind in self.kinds:
            if path == folder or path.startswith(folder.rstrip("/") + "/"):
                return kind
        return None

    @staticmethod
    def absolute(path: str, descriptor: object) -> str:
        """Take a path from where it is relative to."""
        if os.path.isabs(path):
            return path
        if isinstance(descriptor, int) and descriptor >= 0:
            try:
                return os.path.join(os.readlink(f"/proc/self/fd/{descriptor}"), path)
            except OSError:
                pass
        return os.path.join(os.getcwd(), path)

    @staticmethod
    def command(event: str, arguments: tuple[Any, ...]) -> str:
        """Name the program; its arguments may be secret."""
        if event == "subprocess.Popen":
            program, words = arguments[0], arguments[1]
            first = words if isinstance(words, (str, bytes, os.PathLike)) else next(iter(words or []), "")
            return os.fsdecode(program if program is not None else first)
        if arguments and isinstance(arguments[0], (str, bytes)):
            return os.fsdecode(arguments[0]).split(" ")[0]
        return event
