import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { index, inProofCase, runtime, withPython } from "./proof-case";

/** What modules below try to make; it is there only if they were not stopped. */
afterEach(() => {
  for (const path of ["/var/import-proof", "/tmp/import-proof"]) rmSync(path, { recursive: true, force: true });
});

withPython("a handler that imports is callable, and its time and the slowest modules are told", () => {
  inProofCase((proof) => {
    const code = { ...index("import slow"), "slow.py": "import time\ntime.sleep(0.2)\n" };
    const run = proof.run({ code });
    expect(run).toMatchObject({ outcome: { kind: "imported", handler: "callable" }, attempts: [], unknownRead: [] });
    expect(run.python?.startsWith(runtime.slice("python".length))).toBe(true);
    expect(run.slowest[0]?.module).toBe("slow");
    expect(run.slowest.map(({ module }) => module)).not.toContain("faulthandler"); // it is the proof's own
    expect(run.milliseconds).toBeGreaterThanOrEqual(200); // as long as it sleeps
    if (process.platform === "linux") expect(run.peakBytes).toBeGreaterThan(1_000_000);
  });
});

withPython("a missing module is told with the lines that lead to it, the innermost first", () => {
  inProofCase((proof) => {
    const code = { ...index("import os", "import own.part"), "own/__init__.py": "", "own/part.py": "\nimport nowhere.sub\n" };
    expect(proof.run({ code }).outcome).toEqual({
      ...{ kind: "failed", isImportError: true, missingModule: "nowhere" },
      errors: [{ type: "ModuleNotFoundError", message: "No module named 'nowhere'" }],
      frames: [
        { path: "own/part.py", line: 2 },
        { path: "index.py", line: 2 },
      ],
    });
  });
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
      ...["open(os.devnull, 'w').close()", "sqlite3.connect(':memory:').close()", "tempfile.TemporaryFile().close()"],
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

withPython("a variable that is not set is told by its name, but no other key", () => {
  inProofCase((proof) => {
    const outcome = (line: string): unknown => proof.run({ code: index("import os", line) }).outcome;
    expect(outcome("os.environ['TABLE']")).toMatchObject({ kind: "failed", missingVariable: "TABLE" });
    expect(outcome("{}['TABLE']")).not.toHaveProperty("missingVariable");
    expect(outcome("os.environ.get('TABLE')")).toMatchObject({ kind: "imported" });
  });
});

withPython("of a variable that only Terraform knows a stand-in is read, and that it was is told", () => {
  inProofCase((proof) => {
    const environment = { TABLE: undefined, OTHER: undefined, MODE: "fast" };
    const code = index("import os", "TABLE = os.getenv('TABLE')", "assert TABLE and os.environ['MODE'] == 'fast'");
    expect(proof.run({ code, environment })).toMatchObject({ outcome: { kind: "imported" }, unknownRead: ["TABLE"] });
  });
});

withPython("the module sees the container's environment and nothing of the person's", () => {
  inProofCase((proof) => {
    const code = index(
      "import os, sys, time",
      "expected = {'TZ': ':UTC', 'AWS_REGION': 'us-east-1', 'LAMBDA_TASK_ROOT': os.getcwd(), 'HOME': None, 'SECRET': None}",
      "assert {name: os.environ.get(name) for name in expected} == expected, os.environ",
      "assert sys.path[0] == os.getcwd() == os.path.dirname(__file__), sys.path",
      "assert not any(path.endswith('site-packages') for path in sys.path), sys.path",
      "assert time.tzname[0] == 'UTC'",
      "assert os.environ['CONFIG'] == os.getcwd() + '/config.json'",
    );
    const env = { PATH: join(proof.folder, "bin"), HOME: proof.folder, SECRET: "secret" };
    const environment = { CONFIG: "/var/task/config.json" };
    expect(proof.run({ code, env, environment }).outcome).toEqual({ kind: "imported", handler: "callable" });
  });
});

withPython("an import that does not end is stopped where it is, and tried again next time", () => {
  inProofCase((proof) => {
    const code = { ...index("import own"), "own.py": "import time\ntime.sleep(30)\n" };
    const run = proof.run({ code, limitSeconds: 1 });
    const frames = [
      { path: "own.py", line: 2 },
      { path: "index.py", line: 1 },
    ];
    expect(run.outcome).toEqual({ kind: "timed out", seconds: 1, frames });
    const before = proof.started();
    proof.run({ code, limitSeconds: 1 });
    expect(proof.started()).toBeGreaterThan(before);
  });
});

withPython("a process that ends or crashes while it imports says so", () => {
  inProofCase((proof) => {
    expect(proof.run({ code: index("import os", "os._exit(3)") }).outcome).toMatchObject({ kind: "ended", by: "exit status 3" });
    expect(proof.run({ code: index("import sys", "sys.exit('no')") }).outcome).toMatchObject({
      ...{ kind: "failed", errors: [{ type: "SystemExit", message: "no" }] },
    });
    const crash = proof.run({ code: index("import os, signal", "os.kill(os.getpid(), signal.SIGSEGV)") });
    expect(crash.outcome).toEqual({ kind: "ended", by: "SIGSEGV", frames: [{ path: "index.py", line: 2 }] });
  });
});

withPython.each([
  { code: { "index.py": "handler = 1\n" }, state: "not callable" },
  { code: { "index.py": "Handler = print\n" }, state: "missing" },
  { code: { "index.py": "from functools import partial\nhandler = partial(print)\n" }, state: "callable" },
])("a handler is $state", ({ code, state }) => {
  inProofCase((proof) => {
    expect(proof.run({ code }).outcome).toEqual({ kind: "imported", handler: state });
  });
});

withPython("a handler in a package, named by folders or dots", () => {
  inProofCase((proof) => {
    const code = { "app/api/index.py": "def handler(event, context): ...\n" };
    for (const handler of ["app/api/index.handler", "app.api.index.handler"]) {
      expect(proof.run({ code, handler }).outcome).toEqual({ kind: "imported", handler: "callable" });
    }
  });
});

withPython("the function's code comes before its layer and before the standard library, and the layer before AWS's", () => {
  inProofCase((proof) => {
    const supplied = join(proof.folder, ".local/environments", `${runtime}-0/lib`, runtime, "site-packages");
    const files = { "boto3/__init__.py": "name = 'aws'\n", "six.py": "name = 'aws'\n", "stray.py": "" };
    for (const [path, content] of Object.entries(files)) writeInto(supplied, path, content);
    const code = {
      ...index(
        "import both, boto3, six, tabnanny, import_watch",
        "names = [each.name for each in (both, boto3, six, tabnanny, import_watch)]",
      ),
      ...{ "both.py": "name = 'task'\n", "tabnanny.py": "name = 'task'\n", "import_watch.py": "name = 'task'\n" },
    };
    const last = "assert names == ['task', 'layer', 'aws', 'task', 'task'], names\n";
    const layer = { "both.py": "name = 'layer'\n", "boto3.py": "name = 'layer'\n" };
    const run = proof.run({ code: { ...code, "index.py": `${code["index.py"]}${last}` }, layer });
    expect(run).toMatchObject({ outcome: { kind: "imported" }, supplied: ["boto3", "six"] });
    // What lies beside AWS's packages on this machine is not supplied by AWS.
    expect(proof.run({ code: index("import stray"), layer }).outcome).toMatchObject({ missingModule: "stray" });
  });
});

withPython("a line in a layer is told by its path in the layer's ZIP", () => {
  inProofCase((proof) => {
    const { outcome } = proof.run({ code: index("import dep"), layer: { "dep.py": "1 / 0\n" } });
    expect(outcome).toMatchObject({
      frames: [
        { path: "python/dep.py", line: 1 },
        { path: "index.py", line: 1 },
      ],
    });
  });
});

withPython("an exception is told with what it came from, in the container's paths", () => {
  inProofCase((proof) => {
    const code = index(
      "try: open('absent.json')",
      "except OSError as error: raise ImportError('cannot load ' + __file__) from error",
    );
    expect(proof.run({ code }).outcome).toMatchObject({
      errors: [
        { type: "ImportError", message: "cannot load /var/task/index.py" },
        { type: "FileNotFoundError", message: "[Errno 2] No such file or directory: 'absent.json'" },
      ],
    });
    const there = proof.run({ code: index("open('/var/task/absent.json')") });
    expect(there.outcome).toMatchObject({ containerPath: "/var/task/absent.json" });
  });
});

function writeInto(folder: string, path: string, content: string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

withPython("libraries of this machine that were loaded are named, those of the ZIPs are not", () => {
  inProofCase((proof) => {
    const { machineLibraries } = proof.run({ code: index("import ssl, sqlite3") });
    expect(machineLibraries.some((name) => name.startsWith("libc.so"))).toBe(true);
    expect(machineLibraries.filter((name) => name.includes("/"))).toEqual([]);
  });
});
