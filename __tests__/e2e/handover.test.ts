import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Project, type Ran } from "./project";

const project = new Project();
const lock = '{ requirements: "requirements.lock.txt" }';
const there = join(project.temporary, "another place, é");
const sources = ["backend/chat/index.py", "examples/pure-python/render/index.py"];
const code = ["runtime_function", "bundle_function", "layer_function"];

project.addExample("handed", [
  `  new PythonFunction(stack, "runtime", { source: "backend/chat", runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.runtime(), environment: { MODEL_ID: "amazon.nova-lite-v1:0", TIMEOUT_SECONDS: "29" } });`,
  ...["bundle", "layer", "image"].map(
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
    'at() { directory="$1"; command="$2"; shift 2; terraform "-chdir=$directory" "$command" -input=false -no-color "$@" >&2; }',
    ...lines,
  ];
  return project.run(["local", "--example", "handed", "sh", "-c", script.join("\n")]);
}

beforeAll(() => {
  const made = inCloud('at "$here" init', 'at "$here" apply -auto-approve -target=aws_ecr_repository.image');
  if (made.status !== 0) throw new Error(made.stderr);
});
afterEach(() => {
  rmSync(there, { recursive: true, force: true });
});
afterAll(() => {
  project.remove();
});

describe.each([
  {
    by: "the handover",
    bring: [
      'sha256=$(ours handover "$here" tfplan --out handed.zip)',
      "umask 077",
      'ours handover --unpack handed.zip "$there" --sha256 "$sha256"',
    ],
    said: "It may hold secrets",
    zips: [...code, "layer_layer"],
  },
  {
    by: "a copy of the stack directory",
    bring: ["umask 077", 'cp -R "$here" "$there"'],
    said: "",
    zips: code, // the layer has not changed since
  },
])("a plan made here that comes there by $by", ({ by, bring, said, zips }) => {
  test("is applied there, under another path and umask, with what each strategy uploads", () => {
    for (const source of sources) appendFileSync(project.checkout.path(source), `# comes by ${by}\n`);
    const { status, stdout, stderr } = inCloud(
      "umask 022",
      'at "$here" init',
      'ours image "$here" >&2',
      'at "$here" plan -out=tfplan',
      ...bring,
      'rm -r "$here"',
      'export TF_DATA_DIR="$there/.terraform"',
      'at "$there" init',
      'ours verify "$there" tfplan',
      'at "$there" apply tfplan',
    );
    expect([status, stderr]).toEqual([0, expect.stringContaining(said)]);
    for (const name of zips)
      expect(stdout).toMatch(new RegExp(`^lambda_packages/${name}\\.zip {3}sha256 \\S{44}, as planned, and in the receipt`, "m"));
    for (const name of ["runtime", "bundle", "layer", "image"])
      expect(stderr).toMatch(new RegExp(`aws_lambda_function\\.${name}: (?:Creation|Modifications) complete`));
  });

  test("leaves nothing to change here", () => {
    const { status, stderr } = inCloud('at "$here" plan -detailed-exitcode');
    expect([status, stderr]).toEqual([0, expect.stringContaining("No changes.")]);
  });
});

test("an archive with another byte is not unpacked", () => {
  const { status, stderr } = inCloud(
    "printf x | dd of=handed.zip bs=1 seek=5000 conv=notrunc 2>/dev/null",
    'ours handover --unpack handed.zip "$there" --sha256 "$(sha256sum handed.zip | cut -c-64)"',
  );
  expect([status, stderr]).toEqual([1, expect.stringMatching(/is damaged|is another than the one that was handed over/)]);
});
