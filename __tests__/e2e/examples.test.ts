import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { withoutShims } from "../../lib/artifact/resolve/shims";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import { Project, type Ran } from "./project";

const project = new Project();
const filesBefore = project.files();

afterAll(() => {
  project.remove();
});

const aarch64 = 183;

function example(name: string): Ran {
  return project.run(["example", name]);
}

function directory(name: string): string {
  return join("examples", name, "cdktf.out", "stacks", name);
}

function receipt(name: string): Receipt {
  return JSON.parse(readFileSync(project.checkout.path(directory(name), "artifacts.json"), "utf8")) as Receipt;
}

/** What a plan of the example would do, an address each, after it is synthesized anew. */
function planned(name: string): string[] {
  const terraform = `terraform -chdir=${directory(name)}`;
  const script = `${terraform} plan -input=false -lock=false -out="$TMPDIR/tfplan" >&2 && ${terraform} show -json "$TMPDIR/tfplan"`;
  const { status, stdout, stderr } = project.run(["local", "--example", name, "sh", "-c", script]);
  if (status !== 0) throw new Error(stderr);
  const json = JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1)) as {
    readonly resource_changes: readonly { readonly address: string; readonly change: { readonly actions: readonly string[] } }[];
  };
  return json.resource_changes
    .filter(({ change }) => change.actions.join() !== "no-op")
    .map(({ address, change }) => `${change.actions.join("/")} ${address}`)
    .sort();
}

describe("pandas, on python3.11,", () => {
  test("answers from a bundle and from a layer, with the numpy whose wheel loads there", () => {
    const { status, stdout, stderr } = example("pandas");
    expect([status, stderr]).toEqual([0, expect.stringContaining("terraform apply")]);
    const answers = [...stdout.matchAll(/^GET (\S+) +200 .*\n(.*)$/gm)].map(([, path, body = ""]) => [
      path,
      JSON.parse(body) as { from: string },
    ]);
    const same = { totals: { bread: 2, tea: 8 }, pandas: "2.2.3", numpy: "2.2.6" };
    expect(answers).toEqual([
      ["/bundle", { ...same, from: expect.stringContaining("/code/pandas/") as string }],
      ["/layer", { ...same, from: expect.stringContaining("/python/pandas/") as string }],
    ]);
    expect(planned("pandas")).toEqual([]);
  });

  test("is updated in place by an edit of the code, and its layer is not touched", () => {
    project.edit("examples/pandas/report/index.py", '"bread", "tea"]', '"bread", "cake"]');
    expect(planned("pandas")).toEqual(["update aws_lambda_function.bundle", "update aws_lambda_function.layer"]);
    expect(example("pandas").stdout.match(/"cake": 4.5/g)).toHaveLength(2);
  });
});

describe("a function with a dependency in pure Python, on python3.12,", () => {
  test("answers from a bundle, under its own interpreter", () => {
    const { status, stdout } = example("pure-python");
    expect([status, stdout]).toEqual([0, expect.stringMatching(/<h1>[^]*markdown-it-py [34][.\d]+ on Python 3\.12\.\d+/)]);
  });

  test("changes from a bundle to a layer and back by an update", () => {
    project.edit("examples/pure-python/main.ts", "Packaging.bundle(", "Packaging.layer(");
    expect(planned("pure-python")).toEqual(["create aws_lambda_layer_version.render", "update aws_lambda_function.render"]);
    expect(example("pure-python").stdout).toContain("<h1>");
    project.edit("examples/pure-python/main.ts", "Packaging.layer(", "Packaging.bundle(");
    expect(planned("pure-python")).toEqual(["delete aws_lambda_layer_version.render", "update aws_lambda_function.render"]);
  });

  test("is refused where nothing is installed, and what runs stays as it is", () => {
    project.edit(
      "examples/pure-python/main.ts",
      'Packaging.bundle({ requirements: "requirements.lock.txt" })',
      "Packaging.runtime()",
    );
    const { status, stderr } = example("pure-python");
    expect([status, stderr]).toEqual([1, expect.stringContaining("index.py imports markdown_it, which nobody supplies")]);
  });
});

describe("two functions with one lock, on python3.13,", () => {
  test("share one layer", () => {
    const { status, stdout } = example("shared-layer");
    expect([status, stdout]).toEqual([0, expect.stringMatching(/"quantity":3[^]*"reason":"broken"/)]);
    const state = readFileSync(project.checkout.path(".local/cloud/examples/shared-layer/terraform.tfstate"), "utf8");
    expect(state.match(/"type": "aws_lambda_layer_version"/g)).toHaveLength(1);
    expect(receipt("shared-layer").functions.map(({ zips }) => zips[1])).toEqual(
      Array(2).fill("lambda_packages/shared-layer_layer.zip"),
    );
  });

  test("are updated one without the other", () => {
    project.edit("examples/shared-layer/refunds/index.py", 'reason="broken"', 'reason="late"');
    expect(planned("shared-layer")).toEqual(["update aws_lambda_function.refunds"]);
  });
});

describe("a uv workspace", () => {
  test("says that it is not locked, until uv lock is run", () => {
    expect(example("workspace").stdout).toContain("greet: not locked: another day may resolve differently");
    const environments = project.checkout.path(".local/environments");
    const tools = readdirSync(environments).find((name) => name.startsWith("tools-")) ?? "";
    const cwd = project.checkout.path("examples/workspace");
    const locked = spawnSync(join(environments, tools, "bin/uv"), ["lock", "--python", "3.12"], {
      cwd,
      encoding: "utf8",
      env: { ...process.env, PATH: withoutShims(process.env["PATH"] ?? "") },
    });
    expect([locked.status, locked.stderr]).toEqual([0, expect.any(String)]);
    const { status, stdout } = example("workspace");
    expect([status, stdout]).toEqual([0, expect.stringContaining("Hello from 1.0 million containers")]);
    expect(stdout).not.toContain("not locked");
    expect(receipt("workspace").functions[0]?.dependencies).toEqual({ sources: ["pyproject.toml", "uv.lock"], locked: true });
    expect(
      receipt("workspace")
        .zips.flatMap((zip) => ("distributions" in zip ? zip.distributions : []))
        .map(({ name }) => name),
    ).toEqual(["greeting", "humanize"]);
  });

  test("publishes another layer when a member changes, and the function moves to it", () => {
    project.edit("examples/workspace/packages/greeting/greeting/__init__.py", "Hello from", "Greetings from");
    expect(planned("workspace")).toEqual(["create/delete aws_lambda_layer_version.greet", "update aws_lambda_function.greet"]);
    expect(example("workspace").stdout).toContain("Greetings from 1.0 million containers");
  });
});

test("a function for arm64 holds compiled code for that processor alone, whatever this machine has", () => {
  const { status, stdout } = example("arm64");
  expect([status, stdout]).toEqual([0, expect.stringContaining("no route to GET")]);
  const zip = unzipSync(readFileSync(project.checkout.path(directory("arm64"), "lambda_packages/validate_function.zip")));
  const machines = Object.entries(zip)
    .filter(([path]) => path.endsWith(".so"))
    .map(([, content]) => Buffer.from(content).readUInt16LE(18));
  expect(new Set(machines)).toEqual(new Set([aarch64]));
});

test("an example that does not exist is refused by the names of those that do", () => {
  const { status, stderr } = example("nothing");
  expect([status, stderr]).toEqual([1, expect.stringContaining("name one of: arm64, image, pandas")]);
});

test("npm stop takes down every example and leaves nothing behind but the lock and the edits of these tests", () => {
  const { status, stderr } = project.run(["stop"]);
  expect([status, stderr.match(/✓ terraform destroy/g)]).toEqual([0, Array(5).fill("✓ terraform destroy")]);
  expect(project.files()).toEqual([...filesBefore, "examples/workspace/uv.lock"].sort());
  expect(readdirSync(project.temporary)).toEqual([]);
});
