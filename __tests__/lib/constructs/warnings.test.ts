import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChecksReceipt } from "../../../lib/artifact/receipt/checks-receipt";
import type { JudgedFinding } from "../../../lib/artifact/checks/waivers";
import { complaintText } from "../../../lib/errors/user-error";
import { makeElf } from "../artifact/elf/make-elf";
import { sharedIndex } from "../artifact/resolve/with-index";
import type { BadInput, Said } from "./bad-input/bad-input";
import { type CallSite, Project } from "./bad-input/project";
import { type Synthesis, synthesize } from "./bad-input/synthesis";
import { locking } from "./bad-input/wheels";

/** What synthesis says of a project and goes on. */
interface Case extends CallSite, Pick<BadInput, "files" | "prepare" | "run"> {
  readonly name: string;
  readonly warns: readonly Said[];
  /** The findings in checks.json: level, check and subject. */
  readonly found: readonly string[];
}

const handler = "\ndef handler(event, context): ...\n";
const withoutDependencies = { packaging: "Packaging.runtime()" };

function index(text: string): BadInput["files"] {
  return { "report/index.py": `${text}${handler}`, "report/requirements.txt": null };
}

/** A PATH where there is a shell, and nothing else. */
function shellAlone(project: Project): { readonly env: Readonly<Record<string, string>> } {
  mkdirSync(join(project.folder, "bin"));
  symlinkSync(realpathSync("/bin/sh"), join(project.folder, "bin/sh"));
  return { env: { PATH: join(project.folder, "bin") } };
}

const cases: readonly Case[] = [
  {
    name: "a deprecated runtime is a warning of the day, and is written nowhere",
    ...withoutDependencies,
    props: "runtime: PythonRuntime.PYTHON_3_10",
    files: index("import json\n"),
    warns: [
      {
        what: "warning: python3.10 is deprecated: AWS has not patched it since 2026-10-31, from 2027-02-01 it creates no function with it, from 2027-03-03 it updates none (as seen in August 2026)",
        where: "aws_lambda_function.report",
        fix: "move to python3.11 (Amazon Linux 2, glibc 2.26, patched until 2027-06-30), and make its lock anew: npm run lock",
      },
    ],
    found: [],
  },
  {
    name: "a runtime that is soon deprecated is a warning",
    ...withoutDependencies,
    files: index("import json\n"),
    run: () => ({ env: { SOURCE_DATE_EPOCH: String(Date.parse("2027-02-01") / 1000) } }),
    warns: [
      {
        what: "warning: python3.11 is soon deprecated: AWS patches it until 2027-06-30, from 2027-07-31 it creates no function with it, from 2027-08-31 it updates none (as seen in August 2026)",
        where: "aws_lambda_function.report",
        fix: "move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock",
      },
    ],
    found: [],
  },
  {
    name: "an import in a function, which nobody supplies, is a warning",
    files: index("def chart():\n    import matplotlib.pyplot as plt\n    return plt\n"),
    warns: [
      {
        what: "warning: index.py imports matplotlib.pyplot, which nobody supplies: neither the function's own code, nor its dependencies, nor AWS's python3.11 runtime",
        where: "report/index.py:2",
        fix: "add the distribution it comes from (matplotlib, if that is named like it) to requirements.txt; or, if it is yours, put it in the source folder or in additionalSources",
      },
    ],
    found: ["warning imports matplotlib"],
  },
  {
    name: "a library that neither the artifact nor, as far as is known, the runtime has is a warning",
    files: { "report/index.py": handler },
    prepare: locking({ fast: { "fast/_speedups.abi3.so": makeElf({ needed: ["libc.so.6", "libgomp.so.1"] }) } }),
    warns: [
      {
        what: "warning: fast 1.0 may not load on python3.11 on x86_64 (glibc 2.26): fast/_speedups.abi3.so needs libgomp.so.1, which the artifact does not have, nor, as far as is known, the runtime",
        where: "fast/_speedups.abi3.so",
        fix: "use a wheel that brings it along; it is no harm where nothing loads the file",
      },
    ],
    found: ["warning elf fast"],
  },
  {
    name: "a .so that is no ELF file is a warning, since other things are named so",
    files: { ...index("import json\n"), "report/native/rates.so": "INPUT(librates.so.1)\n" },
    warns: [
      {
        what: "warning: native/ cannot be imported on python3.11 on x86_64 (glibc 2.26): native/rates.so is no ELF file, as Linux has them",
        where: "report/native/rates.so",
        fix: "build it for Linux with glibc, x86_64",
      },
    ],
    found: ["warning elf native/"],
  },
  {
    name: "a waiver of nothing is a warning",
    ...withoutDependencies,
    files: index("import json\n"),
    props: 'waivers: [{ check: "imports", subject: "yaml", reason: "a layer of another team has it" }]',
    warns: [
      {
        what: "warning: the waiver of imports for yaml waives nothing: there is no such finding",
        where: "demo/report",
        fix: "take it away, or correct its check and subject: checks.json has them",
      },
    ],
    found: ["warning imports yaml"],
  },
  {
    name: "what is waived with a reason is not said",
    ...withoutDependencies,
    files: index("import yaml\n"),
    props: 'waivers: [{ check: "imports", subject: "yaml", reason: "a layer of another team has it" }]',
    warns: [],
    found: ["error imports yaml, waived: a layer of another team has it"],
  },
  {
    name: "an import that the code can do without is a note, and is not said",
    ...withoutDependencies,
    files: index("try:\n    import orjson\nexcept ImportError:\n    orjson = None\n"),
    warns: [],
    found: ["note imports orjson"],
  },
  {
    name: "an import for type checkers is nothing to speak of",
    ...withoutDependencies,
    files: index("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from mypy_boto3_s3 import S3Client\n"),
    warns: [],
    found: [],
  },
  {
    name: "without a Python the imports are not checked, which is said and written",
    ...withoutDependencies,
    files: index("import nothing_of_the_kind\n"),
    run: shellAlone,
    warns: [
      {
        what: "warning: the imports of index.handler were not checked: there is no Python here",
        fix: "install Python 3.9 or newer, or name one in LAMBDA_CONTAINER_PYTHON",
      },
    ],
    found: ["warning imports python"],
  },
];

interface Outcome extends Synthesis {
  /** Undefined where synthesis failed. */
  readonly receipt: ChecksReceipt | undefined;
}

const shared = sharedIndex();
const outcomes = new Map<Case, Outcome>();
let root: string;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "warnings-")));
  const queue = [...cases.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [position, each] = next;
      const project = Project.good(join(root, String(position)), shared);
      project.call(each);
      project.write(each.files ?? {});
      each.prepare?.(project);
      const synthesis = await synthesize(project, each.run?.(project) ?? {});
      outcomes.set(each, { ...synthesis, receipt: synthesis.status === 0 ? receiptOf(project) : undefined });
    }
  };
  await Promise.all([worker(), worker(), worker()]);
}, 120_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function receiptOf(project: Project): ChecksReceipt {
  return JSON.parse(readFileSync(project.path("cdktf.out/stacks/demo/checks.json"), "utf8")) as ChecksReceipt;
}

/** What is said where this machine has no Python of the runtime's own. */
const unproven = /^not proven: static only: .*\n {2}fix: .*\n/m;

/** What is not: whether this machine has a Python of the runtime's own, to import by. */
function isForAnyMachine({ check, level }: JudgedFinding): boolean {
  return check !== "real-import" || level !== "note";
}

test.each(cases.map((each) => [each.name, each] as const))("%s", (_name, each) => {
  const { status, stdout, stderr, receipt } = outcomes.get(each) ?? {};
  expect(stderr?.replace(unproven, "")).toBe(each.warns.map((said) => `${complaintText(said)}\n`).join(""));
  if (each.run === shellAlone) expect(stderr).toMatch(unproven);
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  const findings = receipt?.functions.flatMap((fn) => fn.findings) ?? [];
  const found = findings
    .filter(isForAnyMachine)
    .map(
      ({ level, check, subject, waived }) => `${level} ${check} ${subject}${waived === undefined ? "" : `, waived: ${waived}`}`,
    );
  expect(found).toEqual(each.found);
});

test("what is written of a source outside the project, and of a Python that does not run, names no folder of the machine", async () => {
  const project = Project.good(join(root, "outside"), shared);
  project.write({ "report/requirements.txt": null, "report/index.py": `def f():\n    import yaml\n${handler}` });
  project.write({
    "main.ts": readFileSync(project.path("main.ts"), "utf8").replace('source: "report"', 'source: "../elsewhere"'),
  });
  symlinkSync(project.path("report"), join(project.folder, "elsewhere"));
  const said = await synthesize(project, {});
  expect(said.stderr).toContain("  where: ~/elsewhere/index.py:2\n");
  expect(receiptOf(project).functions[0]?.findings).toMatchObject([{ subject: "yaml", where: "../elsewhere/index.py:2" }]);
  const broken = await synthesize(project, { env: { LAMBDA_CONTAINER_PYTHON: join(project.folder, "no-python") } });
  expect(broken.stderr).toContain("no Python here can: no-python: spawnSync no-python ENOENT");
  expect(receiptOf(project).functions[0]?.findings.filter(isForAnyMachine)).toMatchObject([
    { what: "the imports of index.handler were not checked: no Python here can: no-python: spawnSync no-python ENOENT" },
  ]);
});
