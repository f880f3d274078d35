import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { index, inProofCase, runtime, withPython } from "./proof-case";

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

withPython("a variable that is not set is told by its name, but no other key", () => {
  inProofCase((proof) => {
    const outcome = (line: string): unknown => proof.run({ code: index("import os", line) }).outcome;
    expect(outcome("os.environ['TABLE']")).toMatchObject({ kind: "failed", missingVariable: "TABLE" });
    expect(outcome("{}['TABLE']")).not.toHaveProperty("missingVariable");
    expect(outcome("os.environ.get('TABLE')\n{}['TABLE']")).not.toHaveProperty("missingVariable");
    const wrapped = "try: os.environ['TABLE']\nexcept KeyError as error: raise RuntimeError('no table') from error";
    expect(outcome(wrapped)).toMatchObject({ kind: "failed", missingVariable: "TABLE" });
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
      "expected = {'TZ': ':UTC', 'AWS_REGION': 'us-east-1', 'LAMBDA_TASK_ROOT': os.getcwd(), 'HOME': None, 'SECRET': None,",
      "  'TMPDIR': None, 'PYTHONPATH': os.environ['LAMBDA_RUNTIME_DIR'], 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE': '512'}",
      "assert {name: os.environ.get(name) for name in expected} == expected, os.environ",
      "assert sys.path[0] == os.getcwd() == os.path.dirname(__file__), sys.path",
      "assert not any(path.endswith('site-packages') for path in sys.path), sys.path",
      "assert time.tzname[0] == 'UTC'",
      "assert os.environ['CONFIG'] == os.getcwd() + '/config.json'",
    );
    const env = { PATH: join(proof.folder, "bin"), HOME: proof.folder, SECRET: "secret" };
    const environment = { CONFIG: "/var/task/config.json" };
    expect(proof.run({ code, env, environment, memorySize: 512 }).outcome).toEqual({ kind: "imported", handler: "callable" });
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
