import { type ManagedRuntimeName, pythonVersion } from "./managed-runtimes";

/**
 * What `import` finds in the standard library of every Python from 3.9 to 3.14 on Linux: `sys.stdlib_module_names` of 3.10 to 3.13, less what is
 * in the tables below and what is of Windows alone (msvcrt, nt, winreg, winsound); for 3.9 and 3.14 by
 * https://docs.python.org/3/whatsnew/3.10.html#removed and https://docs.python.org/3/whatsnew/3.14.html#new-modules (seen 2026-11).
 */
const always = `
  __future__ __main__ abc antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd code
  codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses
  datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib
  functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io
  ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc
  ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint
  profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched
  secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat
  statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap this threading time
  timeit tkinter token tokenize trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uuid venv
  warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`;

/** The minor of Python 3 in which a module came. */
const came: Readonly<Record<string, number>> = { tomllib: 11, annotationlib: 14, compression: 14 };

/** By the minor of Python 3 in which they went: PEP 594's all in 3.13, but for asynchat, asyncore and smtpd. */
const gone: Readonly<Record<number, string>> = {
  10: "formatter parser symbol",
  11: "binhex",
  12: "asynchat asyncore distutils imp smtpd",
  13: `aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib`,
};

/** Implementation details with an underscore in front that every Python from 3.9 to 3.14 has on Linux. */
const privately = `
  _abc _ast _asyncio _bisect _blake2 _bz2 _codecs _collections _collections_abc _compat_pickle _contextvars _csv _ctypes _curses _datetime
  _decimal _elementtree _frozen_importlib _frozen_importlib_external _functools _hashlib _heapq _imp _io _json _locale _lsprof _lzma
  _markupbase _md5 _multibytecodec _multiprocessing _opcode _operator _pickle _posixshmem _posixsubprocess _py_abc _pydecimal _pyio _queue
  _random _sha1 _sha3 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct _symtable _thread
  _threading_local _tracemalloc _uuid _warnings _weakref _weakrefset _zoneinfo
`;

const everywhere = new Set(words(always + privately));
const goneIn = new Map(
  Object.entries(gone).flatMap(([minor, names]) => words(names).map((name) => [name, Number(minor)] as const)),
);

/** What the standard library of a runtime's Python says of a top-level module; where it lacks it, the minor of Python 3 that brings or drops it. */
export type StandardLibraryAnswer = "has it" | "never had it" | { readonly gone: number } | { readonly comes: number };

/** Whether the standard library of a runtime's Python has a top-level module. */
export function standardLibrary(runtime: ManagedRuntimeName, module: string): StandardLibraryAnswer {
  if (everywhere.has(module)) return "has it";
  const minor = pythonMinor(runtime);
  const since = Object.hasOwn(came, module) ? came[module] : undefined;
  if (since !== undefined) return minor >= since ? "has it" : { comes: since };
  const until = goneIn.get(module);
  if (until !== undefined) return minor < until ? "has it" : { gone: until };
  return "never had it";
}

/** The second number of a runtime's Python: 11 of `python3.11`. */
export function pythonMinor(runtime: ManagedRuntimeName): number {
  return Number(pythonVersion(runtime).slice("3.".length));
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
