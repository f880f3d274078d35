import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { index, inProofCase, withPython } from "./proof-case";

/** What modules below try to make; it is there only if they were not stopped, or not cleaned up after. */
const made = ["/var/import-proof", "/tmp/import-proof"];

afterEach(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

withPython("a module that connects is stopped, and what it asked for is told", () => {
  inProofCase((proof) => {
    const code = index("import socket", "socket.create_connection(('example.com', 443))");
    expect(proof.run({ code })).toMatchObject({
      outcome: { kind: "failed", stoppedBy: { kind: "network", target: "example.com:443" }, errors: [{ type: "OSError" }] },
      attempts: [{ kind: "network", target: "example.com:443", frames: [{ path: "index.py", line: 2 }] }],
    });
  });
});

withPython("a network error that the module swallows is told all the same, and once", () => {
  inProofCase((proof) => {
    const ask = "try: urllib.request.urlopen('http://192.0.2.1:81/')\nexcept OSError: pass";
    expect(proof.run({ code: index("import urllib.request", ask, ask) })).toMatchObject({
      outcome: { kind: "imported" },
      attempts: [{ kind: "network", target: "192.0.2.1:81", frames: [{ path: "index.py", line: 2 }] }],
    });
  });
});

withPython.each([
  { change: "open('/var/import-proof', 'w')", target: "/var/import-proof" },
  { change: "open('beside.json', 'w')", target: "/var/task/beside.json" },
  { change: "os.mkdir('/var/import-proof')", target: "/var/import-proof" },
  { change: "os.remove('index.py')", target: "/var/task/index.py" },
  { change: "os.rename('index.py', '/tmp/import-proof')", target: "/var/task/index.py" },
  { change: "sqlite3.connect('/var/import-proof')", target: "/var/import-proof" },
])("$change is stopped as the container would stop it", ({ change, target }) => {
  inProofCase((proof) => {
    const { outcome, attempts } = proof.run({
      code: index("import os", change.startsWith("sql") ? "import sqlite3" : "", change),
    });
    const stopped = { kind: "write", target };
    expect([outcome, attempts]).toMatchObject([{ kind: "failed", stoppedBy: stopped }, [stopped]]);
    expect(outcome).toHaveProperty(["errors", 0, "message"], `[Errno 30] Read-only file system: '${target}'`);
    expect(existsSync("/var/import-proof")).toBe(false);
  });
});

withPython("writing below the temporary folder, to /dev/null and into memory is let be", () => {
  inProofCase((proof) => {
    const code = index(
      ...["import os, sqlite3, tempfile, shutil", "folder = tempfile.mkdtemp()"],
      ...["os.makedirs(folder + '/a/b', exist_ok=True)", "open(folder + '/a/b/c', 'w').close()", "shutil.rmtree(folder)"],
      ...[
        "open(os.devnull, 'w').close()",
        "open('/dev/stderr', 'w').close()",
        "sqlite3.connect(':memory:').close()",
        "tempfile.TemporaryFile().close()",
      ],
    );
    expect(proof.run({ code })).toMatchObject({ outcome: { kind: "imported" }, attempts: [] });
  });
});

withPython("what would fail without being stopped fails by itself, and is no attempt", () => {
  inProofCase((proof) => {
    const code = index(
      "import os",
      "os.makedirs('/var', exist_ok=True)",
      "try: os.remove('/var/nothing/there')\nexcept FileNotFoundError: pass",
    );
    expect(proof.run({ code })).toMatchObject({ outcome: { kind: "imported" }, attempts: [] });
  });
});

withPython.each([
  { start: "import subprocess; subprocess.run(['touch', marker])", target: "touch" },
  { start: "import subprocess; subprocess.run('touch ' + marker, shell=True)", target: "/bin/sh" },
  { start: "import os; os.system('touch ' + marker)", target: "touch" },
  { start: "import os; os.posix_spawn('/bin/touch', ['touch', marker], {})", target: "/bin/touch" },
  { start: "import os; os.fork() or open(marker, 'w')", target: "os.fork" },
])("$start starts nothing", ({ start, target }) => {
  inProofCase((proof) => {
    const marker = join(proof.folder, "marker");
    const { outcome, attempts } = proof.run({ code: index(`marker = ${JSON.stringify(marker)}`, start) });
    const stopped = { kind: "process", target };
    expect([outcome, attempts]).toMatchObject([{ kind: "failed", stoppedBy: stopped }, [stopped]]);
    expect(existsSync(marker)).toBe(false);
  });
});

withPython("what is made in /tmp is gone afterwards, so the next import finds it as empty as the first", () => {
  inProofCase((proof) => {
    const lines = ["import os", "os.mkdir('/tmp/import-proof')", "open('/tmp/import-proof/model', 'w').write('weights')"];
    const read = "assert open('/tmp/import-proof/model').read() == 'weights' and os.listdir('/tmp/import-proof')";
    for (const edit of ["first", "second"]) {
      const run = proof.run({ code: index(`# ${edit}`, ...lines, read) });
      expect(run).toMatchObject({ outcome: { kind: "imported" }, attempts: [] });
      expect(existsSync("/tmp/import-proof")).toBe(false);
    }
    const ends = proof.run({ code: index(...lines, "os._exit(1)") });
    expect([ends.outcome.kind, existsSync("/tmp/import-proof")]).toEqual(["ended", false]);
  });
});

withPython.each([
  "os.mkdir('/tmp/import-proof')",
  "open('/tmp/import-proof', 'w')",
  "open('/tmp/import-proof/mine')",
  "os.listdir('/tmp/import-proof')",
  "os.remove('/tmp/import-proof/mine')",
])("%s leaves alone what another left in /tmp, says that AWS has no such thing, and is tried again next time", (line) => {
  inProofCase((proof) => {
    mkdirSync("/tmp/import-proof");
    writeFileSync("/tmp/import-proof/mine", "precious");
    const code = index("import os", line);
    expect(proof.run({ code }).outcome).toMatchObject({ kind: "failed", stoppedBy: { kind: "machine" } });
    expect(readFileSync("/tmp/import-proof/mine", "utf8")).toBe("precious");
    rmSync("/tmp/import-proof", { recursive: true });
    if (line.includes("mkdir")) expect(proof.run({ code }).outcome).toEqual({ kind: "imported", handler: "callable" });
  });
});

withPython("files of the project, which do not ship, are not to be read", () => {
  inProofCase((proof) => {
    writeFileSync(join(proof.folder, "settings.json"), "{}");
    const path = join(proof.folder, "settings.json");
    const { outcome, attempts } = proof.run({ code: index(`open(${JSON.stringify(path)})`) });
    expect(outcome).toMatchObject({ kind: "failed", stoppedBy: { kind: "machine", target: path } });
    expect(attempts).toHaveLength(1);
    const swallowed = proof.run({ code: index(`try: open(${JSON.stringify(path)})\nexcept OSError: pass`) });
    expect(swallowed).toMatchObject({ outcome: { kind: "imported" }, attempts: [{ kind: "machine", target: path }] });
  });
});

withPython.each([
  "import multiprocessing; multiprocessing.Lock()",
  "import multiprocessing; multiprocessing.Queue()",
  "from multiprocessing.shared_memory import SharedMemory; SharedMemory(create=True, size=8)",
])("%s fails as in the container, which has no /dev/shm", (line) => {
  inProofCase((proof) => {
    const message = "[Errno 38] Function not implemented: the container has no /dev/shm";
    expect(proof.run({ code: index(line) }).outcome).toMatchObject({ kind: "failed", errors: [{ type: "OSError", message }] });
  });
});

withPython("a file system that AWS may mount is not there to be read or written", () => {
  inProofCase((proof) => {
    for (const mode of ["r", "w"]) {
      const { outcome } = proof.run({ code: index(`open('/mnt/models/one', '${mode}')`) });
      expect(outcome).toMatchObject({ kind: "failed", containerPath: "/mnt/models/one" });
    }
  });
});

withPython("closed and misused descriptors, and more said than fits into memory, leave the report whole", () => {
  inProofCase((proof) => {
    const lines = ["import os, sys", "for _ in range(40): sys.stderr.write('x' * (1 << 20))"];
    const closing = [
      "for each in range(3, 64):",
      "  try: os.write(each, b'junk')",
      "  except OSError: pass",
      "os.closerange(3, 64)",
    ];
    expect(proof.run({ code: index(...lines, ...closing) })).toMatchObject({ outcome: { kind: "imported" }, attempts: [] });
  });
});
