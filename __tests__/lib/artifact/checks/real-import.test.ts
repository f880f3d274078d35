import type { Finding } from "../../../../lib/artifact/checks/finding";
import { checkRealImport, type RealImportQuestion } from "../../../../lib/artifact/checks/real-import";
import type { FailedImport, ImportFacts, ImportOutcome, ImportRun } from "../../../../lib/artifact/import-proof/import-facts";
import { index, inProofCase, runtime as runtimeHere, withPython } from "../import-proof/proof-case";

const files = [
  { path: "index.py", origin: "first-party" },
  { path: "python/dep/core.py", origin: "dep" },
];
const inDependency = [
  { path: "python/dep/core.py", line: 7 },
  { path: "index.py", line: 3 },
];
const inCode = [{ path: "index.py", line: 3 }];

const common = { files, handler: "index.handler", memorySize: 128, runtime: "python3.11", strategy: "layer" } as const;

function judged(run: Partial<ImportRun> | ImportFacts, question: Partial<RealImportQuestion> = {}): Finding[] {
  const clean: ImportRun = {
    ...{ kind: "run", python: "3.11.7", outcome: { kind: "imported", handler: "callable" }, attempts: [], unknownRead: [] },
    ...{ found: [], supplied: ["boto3"], machineLibraries: [], milliseconds: 20, slowest: [], peakBytes: 1 },
  };
  const facts = run.kind === "static only" ? run : { ...clean, ...run };
  return checkRealImport({ ...common, facts, ...question });
}

/** The findings on an import that raised this, as `level [subject] what @ where → fix`. */
function failing(
  failed: Partial<FailedImport>,
  run: Partial<ImportRun> = {},
  question: Partial<RealImportQuestion> = {},
): string[] {
  const errors = [{ type: "ValueError", message: "no such thing" }];
  const outcome: ImportOutcome = { kind: "failed", errors, isImportError: false, frames: inCode, ...failed };
  return texts(judged({ outcome, ...run }, question));
}

function texts(findings: readonly Finding[]): string[] {
  return findings.map(({ level, subject, what, where, fix }) => `${level} [${subject}] ${what} @ ${where ?? "-"} → ${fix}`);
}

function missing(module: string): Partial<FailedImport> {
  const errors = [{ type: "ModuleNotFoundError", message: `No module named '${module}'` }];
  return { isImportError: true, missingModule: module, errors };
}

function library(message: string): Partial<FailedImport> {
  return { isImportError: true, errors: [{ type: "ImportError", message }] };
}

test("an import that succeeded is no finding", () => {
  expect(judged({})).toEqual([]);
});

test("a module that nobody ships is an error that names the requirement", () => {
  expect(failing(missing("yaml"))).toMatchInlineSnapshot(`
    [
      "error [yaml] index.handler does not import: ModuleNotFoundError: No module named 'yaml' @ index.py:3 → add PyYAML to requirements.txt; or, if yaml is yours, see that it ships",
    ]
  `);
  expect(failing({ ...missing("own_thing.part"), frames: inDependency }, {}, { strategy: "runtime" })).toMatchInlineSnapshot(`
    [
      "error [own_thing] index.handler does not import: ModuleNotFoundError: No module named 'own_thing.part' (raised in python/dep/core.py:7) @ index.py:3 → use Packaging.bundle() or Packaging.layer(), and add own-thing to requirements.txt; or, if own_thing is yours, see that it ships",
    ]
  `);
  expect(failing(missing("telnetlib"), {}, { runtime: "python3.13" })).toMatchInlineSnapshot(`
    [
      "error [telnetlib] index.handler does not import: ModuleNotFoundError: No module named 'telnetlib' @ index.py:3 → add standard-telnetlib to requirements.txt; or, if telnetlib is yours, see that it ships",
    ]
  `);
});

test("a part that a package which ships does not have is an error that names the distribution", () => {
  expect(failing(missing("dep.nowhere"))).toMatchInlineSnapshot(`
    [
      "error [dep.nowhere] index.handler does not import: ModuleNotFoundError: No module named 'dep.nowhere' @ index.py:3 → pin a version of dep that has it, or correct the name",
    ]
  `);
  const botocore = { path: "python/botocore/__init__.py", origin: "botocore" };
  expect(failing(missing("botocore.nowhere"), {}, { files: [botocore] })).toMatchInlineSnapshot(`
    [
      "error [botocore.nowhere] index.handler does not import: ModuleNotFoundError: No module named 'botocore.nowhere' (raised in index.py:3) @ index.py:3 → pin a version of botocore that has it, or correct the name",
    ]
  `);
});

test("what AWS supplies and this machine lacks is not provable, and no error", () => {
  expect(failing(missing("botocore.config"))).toMatchInlineSnapshot(`
    [
      "note [botocore] index.handler was imported as far as botocore, which AWS supplies and this machine has not @ index.py:3 → start the local cloud once (npm start), or name a folder that has it in LAMBDA_CONTAINER_SUPPLIED",
    ]
  `);
  expect(failing(missing("boto3.nowhere"))).toMatchInlineSnapshot(`
    [
      "warning [boto3.nowhere] index.handler does not import: ModuleNotFoundError: No module named 'boto3.nowhere'; the boto3 of this machine has no such part, and AWS's may be another version @ index.py:3 → pin a version of boto3 that has it in requirements.txt",
    ]
  `);
  expect(failing(missing("_lzma"))).toMatchInlineSnapshot(`
    [
      "warning [_lzma] index.handler does not import: ModuleNotFoundError: No module named '_lzma'; not provable here: the Python of this machine was built without _lzma @ index.py:3 → install a complete Python, or name one in LAMBDA_CONTAINER_PYTHON",
    ]
  `);
});

test("what the loader refuses is an error where the runtime refuses it too", () => {
  const glibc = (version: string): string =>
    `/lib64/libm.so.6: version \`GLIBC_${version}' not found (required by /var/task/a.so)`;
  expect(failing(library(glibc("2.28")))).toMatchInlineSnapshot(`
    [
      "error [index.handler] index.handler does not import: ImportError: /lib64/libm.so.6: version \`GLIBC_2.28' not found (required by /var/task/a.so) @ index.py:3 → use a release with a wheel for glibc 2.26, which python3.11 has, or a newer runtime",
    ]
  `);
  expect(failing(library(glibc("2.9")))).toMatchInlineSnapshot(`
    [
      "warning [index.handler] index.handler does not import: ImportError: /lib64/libm.so.6: version \`GLIBC_2.9' not found (required by /var/task/a.so); not provable here: this machine's glibc is older than the runtime's 2.26 @ index.py:3 → synthesize on a newer Linux",
    ]
  `);
  expect(failing(library("libGL.so.1: cannot open shared object file: No such file or directory"))).toMatchInlineSnapshot(`
    [
      "error [libGL.so.1] index.handler does not import: ImportError: libGL.so.1: cannot open shared object file: No such file or directory @ index.py:3 → use a wheel that brings libGL.so.1 along, or put it into lib/ of the function or the layer",
    ]
  `);
  expect(failing(library("libexpat.so.1: cannot open shared object file: No such file or directory"))).toMatchInlineSnapshot(`
    [
      "warning [libexpat.so.1] index.handler does not import: ImportError: libexpat.so.1: cannot open shared object file: No such file or directory; not provable here: this machine has no libexpat.so.1, and python3.11 does @ index.py:3 → install libexpat.so.1 on this machine",
    ]
  `);
});

test("what is stopped and stops the import is an error where AWS stops it too, else a warning, with its cure", () => {
  const stopped = (kind: "network" | "write" | "process", target: string): string[] =>
    failing(
      { stoppedBy: { kind, target }, errors: [{ type: "OSError", message: "refused" }], frames: inDependency },
      { attempts: [{ kind, target, frames: inDependency }] },
    );
  expect(stopped("network", "example.com:443")).toMatchInlineSnapshot(`
    [
      "warning [network example.com:443] index.handler does not import: OSError: refused; it was stopped here, and may succeed in AWS (raised in python/dep/core.py:7) @ index.py:3 → move it into the handler, where it can fail and be tried again",
    ]
  `);
  expect(stopped("write", "/var/task/cache")).toMatchInlineSnapshot(`
    [
      "error [write /var/task/cache] index.handler does not import: OSError: refused (raised in python/dep/core.py:7) @ index.py:3 → write below /tmp, or tell the library to by its setting for a cache or a home folder",
    ]
  `);
  expect(stopped("process", "git")).toMatchInlineSnapshot(`
    [
      "warning [process git] index.handler does not import: OSError: refused; it was stopped here, and may succeed in AWS (raised in python/dep/core.py:7) @ index.py:3 → move it into the handler, or do without: the container has few programs",
    ]
  `);
});

test("what is stopped while the import goes on is a warning", () => {
  const attempts = [
    { kind: "network", target: "example.com:443", frames: inDependency },
    { kind: "write", target: "/home/sbx_user1051/.dep", frames: inCode },
    { kind: "process", target: "git", frames: [] },
  ] as const;
  expect(texts(judged({ attempts }))).toMatchInlineSnapshot(`
    [
      "warning [network example.com:443] dep asks the network for example.com:443 while it is imported, and goes on without an answer @ index.py:3 → move it into the handler, where it can fail and be tried again",
      "warning [write /home/sbx_user1051/.dep] index.py writes /home/sbx_user1051/.dep while it is imported, which is read-only in AWS, and goes on without it @ index.py:3 → write below /tmp, or tell the library to by its setting for a cache or a home folder",
      "warning [process git] the handler's import starts git while it is imported, and goes on without it @ - → move it into the handler, or do without: the container has few programs",
    ]
  `);
});

test("a program by which the standard library looks about is a note", () => {
  const levels = (target: string): string[] =>
    judged({ attempts: [{ kind: "process", target, frames: inCode }] }).map(({ level }) => level);
  expect(["uname", "/sbin/ldconfig", "/usr/bin/gcc", "git", "/opt/ld.py"].flatMap(levels)).toEqual([
    ...["note", "note", "note", "warning", "warning"],
  ]);
});

test("a variable that the function does not have is an error that names it", () => {
  const errors = [{ type: "KeyError", message: "TABLE" }];
  expect(failing({ missingVariable: "TABLE", errors })).toMatchInlineSnapshot(`
    [
      "error [TABLE] index.handler does not import: KeyError: TABLE; the function's environment has no TABLE @ index.py:3 → name TABLE in environment, or read it with a default",
    ]
  `);
});

test("an exception after a value that only Terraform knows was read is a warning, unless something is missing", () => {
  const unknownRead = ["LIMIT"];
  const errors = [{ type: "ValueError", message: "invalid literal for int() with base 10: 'known-after-apply'" }];
  expect(failing({ errors }, { unknownRead })).toMatchInlineSnapshot(`
    [
      "warning [index.handler] index.handler does not import: ValueError: invalid literal for int() with base 10: 'known-after-apply'; it read LIMIT, which will have another value in AWS, so it may import there @ index.py:3 → see that it imports with the true value, or read it in the handler",
    ]
  `);
  expect(failing(missing("yaml"), { unknownRead })).toEqual(failing(missing("yaml")));
  expect(failing({ missingVariable: "TABLE" }, { unknownRead })).toEqual(failing({ missingVariable: "TABLE" }));
});

test("a file that only the container's paths lead to is a warning", () => {
  const errors = [{ type: "FileNotFoundError", message: "[Errno 2] No such file or directory: '/opt/model.bin'" }];
  expect(failing({ containerPath: "/opt/model.bin", errors })).toMatchInlineSnapshot(`
    [
      "warning [index.handler] index.handler does not import: FileNotFoundError: [Errno 2] No such file or directory: '/opt/model.bin'; on this machine /opt/model.bin leads nowhere, so whether it is there in AWS was not proven @ index.py:3 → find files from __file__ or os.environ['LAMBDA_TASK_ROOT'], which is right everywhere",
    ]
  `);
});

test("any other exception is an error with what it came from", () => {
  const errors = [
    { type: "ImportError", message: "\nPLEASE READ THIS\n\nmuch advice" },
    { type: "RuntimeError", message: "the true reason\nand more" },
  ];
  expect(failing({ errors, frames: inDependency })).toMatchInlineSnapshot(`
    [
      "error [index.handler] index.handler does not import: ImportError: PLEASE READ THIS, from RuntimeError: the true reason (raised in python/dep/core.py:7) @ index.py:3 → correct it: in AWS each request would fail the same way",
    ]
  `);
  expect(failing({ errors: [{ type: "AssertionError", message: "" }], frames: [] })).toMatchInlineSnapshot(`
    [
      "error [index.handler] index.handler does not import: AssertionError @ - → correct it: in AWS each request would fail the same way",
    ]
  `);
});

test("an import without an end or a handler is an error", () => {
  const outcomes: ImportOutcome[] = [
    { kind: "timed out", seconds: 60, frames: inDependency },
    { kind: "ended", by: "SIGSEGV", frames: inDependency },
    { kind: "ended", by: "exit status 3", frames: inCode },
    { kind: "imported", handler: "missing" },
    { kind: "imported", handler: "not callable" },
  ];
  expect(outcomes.flatMap((outcome) => texts(judged({ outcome })))).toMatchInlineSnapshot(`
    [
      "error [index.handler] index.handler was not imported within 60 s, and AWS gives loading 10 s (raised in python/dep/core.py:7) @ index.py:3 → wait, ask and compute in the handler, not while it is imported",
      "error [index.handler] importing index.handler ended the process (SIGSEGV) (raised in python/dep/core.py:7) @ index.py:3 → use another release of the compiled library that was at work",
      "error [index.handler] importing index.handler ended the process (exit status 3) @ index.py:3 → do not end the process while the handler is imported",
      "error [index.handler] the handler index.handler is not there: index was imported and has no handler @ - → define handler(event, context) in index, or name another handler",
      "error [index.handler] the handler index.handler cannot be called @ - → make handler a function of two arguments, event and context",
    ]
  `);
});

test("an import longer than AWS gives it is a warning with the slowest modules, one just as long is not", () => {
  const slowest = [
    { module: "dep.core", milliseconds: 8000 },
    { module: "index", milliseconds: 2400.3 },
  ];
  expect(texts(judged({ milliseconds: 10_001, slowest }))).toMatchInlineSnapshot(`
    [
      "warning [index.handler] importing index.handler took 10.0 s on this machine, and AWS gives loading 10 s (dep.core 8.0 s, index 2.4 s) @ - → import what few requests need where they need it, do without it, or give the function more memory, and with it more processor",
    ]
  `);
  expect(judged({ milliseconds: 10_000, slowest })).toEqual([]);
});

test("a stand-in in what was raised is doubted before anything that seems to be missing", () => {
  const errors = [{ type: "ModuleNotFoundError", message: "No module named 'known-after-apply'" }];
  const unknownRead = ["MOD"];
  const [text] = failing({ isImportError: true, missingModule: "known-after-apply", errors }, { unknownRead });
  expect(text).toMatch(/^warning .* it read MOD, which will have another value in AWS/);
  const region = failing({ errors: [{ type: "KeyError", message: "us-east-1" }] });
  expect(region[0]).toMatch(/^warning .* it read AWS_REGION, AWS_DEFAULT_REGION, which/);
});

test("what only this machine has is a warning where it stops the import, and a note where it does not", () => {
  const stoppedBy = { kind: "machine", target: "/tmp/model" } as const;
  const errors = [{ type: "FileNotFoundError", message: "[Errno 2] No such file or directory: '/tmp/model'" }];
  expect(failing({ errors, stoppedBy })[0]).toMatch(
    /^warning \[machine \/tmp\/model\] .* this machine has it and the container does not/,
  );
  expect(texts(judged({ attempts: [{ ...stoppedBy, frames: inCode }] }))[0]).toMatch(
    /^note \[machine \/tmp\/model\] index.py reaches for/,
  );
});

test("what runs beside a function on its own machine is no network", () => {
  const levelOf = (target: string): string | undefined =>
    judged({ attempts: [{ kind: "network", target, frames: [] }] })[0]?.level;
  const targets = ["127.0.0.1:2000", "localhost:2773", "169.254.79.129:2000", "169.254.169.254:80", "127.0.0.1.example.com:80"];
  expect(targets.map(levelOf)).toEqual(["note", "note", "note", "warning", "warning"]);
});

test("memory beyond the function's is a warning, where it is known", () => {
  const peakBytes = 200 * 1024 * 1024 + 1;
  expect(texts(judged({ peakBytes }, { memorySize: 200 }))).toMatchInlineSnapshot(`
    [
      "warning [memory] importing index.handler took 201 MB of memory on this machine, and the function has 200 MB @ - → give memorySize more than that, since a request needs memory too, or import less",
    ]
  `);
  expect(judged({ peakBytes: peakBytes - 1 }, { memorySize: 200 })).toEqual([]);
  expect(judged({ peakBytes }, { memorySize: undefined })).toEqual([]);
});

test("only a signal of a crash is laid on compiled code", () => {
  const fix = (by: string): string | undefined => judged({ outcome: { kind: "ended", by, frames: [] } })[0]?.fix;
  expect(fix("SIGSEGV")).toContain("compiled library");
  expect(fix("SIGALRM")).toBe("do not end the process while the handler is imported");
});

test("what was not tried is a note with the reason", () => {
  expect(texts(judged({ kind: "static only", reason: "no python3.11 on this machine" }))).toMatchInlineSnapshot(`
    [
      "note [index.handler] static only: the handler was not imported, since no python3.11 on this machine @ - → synthesize once on a machine that can, with Python 3.11, or let CI do so",
    ]
  `);
});

withPython("a real import that fails is judged where the function's own code leads to it", () => {
  inProofCase((proof) => {
    const facts = proof.prove({ code: index("", "", "import dep.core"), layer: { "dep/core.py": "\n\nimport yaml\n" } });
    const [finding, ...others] = checkRealImport({ ...common, runtime: runtimeHere, facts });
    expect(others).toEqual([]);
    expect(finding).toMatchInlineSnapshot(`
      {
        "check": "real-import",
        "fix": "add PyYAML to requirements.txt; or, if yaml is yours, see that it ships",
        "level": "error",
        "subject": "yaml",
        "what": "index.handler does not import: ModuleNotFoundError: No module named 'yaml' (raised in python/dep/core.py:3)",
        "where": "index.py:3",
      }
    `);
  });
});
