import { rmSync } from "node:fs";
import { join } from "node:path";
import { Project, type Ran } from "./project";

const project = new Project();
const lock = '{ requirements: "requirements.lock.txt" }';
const there = join(project.temporary, "another place, é");

project.addExample("handed", [
  `  new PythonFunction(stack, "plain", { source: "backend/chat", runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.runtime(), environment: { MODEL_ID: "amazon.nova-lite-v1:0", TIMEOUT_SECONDS: "29" } });`,
  ...["bundle", "layer"].map(
    (strategy) =>
      `  new PythonFunction(stack, "${strategy}", { source: "examples/pure-python/render", runtime: PythonRuntime.PYTHON_3_12, packaging: Packaging.${strategy}(${lock}) });`,
  ),
]);

/** Runs shell lines wired to the local cloud, all after one synthesis. */
function inCloud(...lines: readonly string[]): Ran {
  const script = [
    "set -e",
    "here=examples/handed/cdktf.out/stacks/handed",
    `there='${there.replaceAll("'", `'\\''`)}'`,
    'ours() { node --import tsx cli/main.ts "$@"; }',
    'at() { directory="$1"; shift; terraform "-chdir=$directory" "$@" -no-color >&2; }',
    ...lines,
  ];
  return project.run(["local", "--example", "handed", "sh", "-c", script.join("\n")]);
}

afterAll(() => {
  project.remove();
});

test("a plan made here is applied there, under another path and umask, with ZIPs of every kind", () => {
  const { status, stdout, stderr } = inCloud(
    "umask 022",
    'at "$here" init -input=false',
    'at "$here" plan -input=false -out=tfplan',
    'sha256=$(ours handover "$here" tfplan --out handed.zip)',
    'rm -r "$here/lambda_packages"',
    "umask 077",
    'ours handover --unpack handed.zip "$there" --sha256 "$sha256"',
    'export TF_DATA_DIR="$there/.terraform"',
    'at "$there" init -input=false',
    'ours verify "$there" tfplan',
    'at "$there" apply -input=false tfplan',
  );
  expect([status, stderr]).toEqual([0, expect.stringContaining("It may hold secrets")]);
  for (const name of ["plain_function", "bundle_function", "layer_function", "layer_layer"])
    expect(stdout).toMatch(new RegExp(`^lambda_packages/${name}\\.zip {3}sha256 \\S{44}, as planned, and in the receipt`, "m"));
});

test("what was applied there leaves nothing to change here", () => {
  const { status, stderr } = inCloud('at "$here" plan -input=false -detailed-exitcode');
  expect([status, stderr]).toEqual([0, expect.stringContaining("No changes.")]);
});

test("an archive with another byte is not unpacked", () => {
  rmSync(there, { recursive: true });
  const { status, stderr } = inCloud(
    "printf x | dd of=handed.zip bs=1 seek=5000 conv=notrunc 2>/dev/null",
    'ours handover --unpack handed.zip "$there"',
  );
  expect([status, stderr]).toEqual([1, expect.stringMatching(/is damaged|is another than the one that was handed over/)]);
});
