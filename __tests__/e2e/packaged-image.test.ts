import { mkdirSync, readFileSync } from "node:fs";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import { withContainers } from "../cli/local/image/with-containers";
import { write } from "../lib/artifact/temporary-folder";
import { makeWheel } from "../lib/artifact/wheel/make-wheel";
import { Project, type Ran } from "./project";

const project = new Project();
const folder = project.checkout.path("examples/demo");
const stack = "examples/demo/cdktf.out/stacks/demo";

project.addExample("demo", [
  '  const props = { source: "examples/demo/report", runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.image() };',
  '  stack.serve({ "GET /": new PythonFunction(stack, "report", props) });',
]);
mkdirSync(`${folder}/wheels`);
makeWheel(`${folder}/wheels`, { name: "tool", files: { "tool/__init__.py": "name = 'tool'\n" } });
write(folder, { "report/requirements.txt": "--no-index\n--find-links ../wheels\ntool\n" });
writeHandler("old");
const filesBefore = project.files();

afterAll(() => {
  project.remove();
});

function writeHandler(text: string): void {
  write(folder, {
    "report/index.py": `import tool\n\ndef handler(event, context):\n    return {"statusCode": 200, "body": "${text} " + tool.name}\n`,
  });
}

/** Runs a command as a person does, wired to the local cloud. */
function local(...command: readonly string[]): Ran {
  return project.run(["local", "--example", "demo", ...command]);
}

function apply(...options: readonly string[]): Ran {
  return local("terraform", "apply", "-input=false", "-auto-approve", "-no-color", ...options);
}

interface Pushed {
  readonly digest: string;
  readonly wasThere: boolean;
  readonly blobs: readonly { readonly size: number; readonly how: string }[];
}

function pushed(): Pushed {
  const { status, stdout, stderr } = local("npm", "run", "--silent", "image", "--", "--json", stack);
  if (status !== 0) throw new Error(stderr);
  const { images } = JSON.parse(stdout) as { readonly images: readonly [Pushed] };
  return images[0];
}

/** What was sent from this machine. */
function uploads({ blobs }: Pushed): number[] {
  return blobs.filter(({ how }) => how === "uploaded").map(({ size }) => size);
}

function made(type: string): unknown[] {
  return project.state("demo").resources.filter((resource) => resource.type === type);
}

/** The bytes of the code's layer, as it lies in the stack directory. */
function codeLayer(): number {
  const { zips } = JSON.parse(readFileSync(project.checkout.path(stack, "artifacts.json"), "utf8")) as Receipt;
  const code = zips.find(({ holds }) => holds === "function");
  return code?.madeBy === "splice" ? code.bytes : 0;
}

async function answer(): Promise<readonly [number, string]> {
  const { status, body } = await project.ask("demo", "api_url", "GET", "/");
  return [status, body];
}

const notPushed = /Error: [^]*data\.aws_ecr_image\.report_pushed_by_npm_run_image/;

withContainers("apply before the push makes the repository, and stops before the function with what cures it", () => {
  const { status, stderr } = apply();
  expect([status, stderr]).toEqual([1, expect.stringMatching(notPushed)]);
  expect([made("aws_ecr_repository").length, made("aws_lambda_function").length]).toEqual([1, 0]);
});

withContainers("after npm run image, apply goes on, and the function answers over the HTTP API", async () => {
  const push = pushed();
  expect(push.blobs.map(({ how }) => how).sort()).toEqual(["mounted", "uploaded", "uploaded", "uploaded"]);
  expect(apply()).toMatchObject({ status: 0 });
  expect(await answer()).toEqual([200, "old tool"]);
});

withContainers("a second push uploads nothing, and a second plan changes nothing", () => {
  const push = pushed();
  expect([push.wasThere, uploads(push)]).toEqual([true, []]);
  const plan = local("terraform", "plan", "-input=false", "-no-color", "-detailed-exitcode");
  expect([plan.status, plan.stdout]).toEqual([0, expect.stringContaining("No changes.")]);
});

withContainers("a changed handler is not planned before it is pushed, uploads one small layer, and answers anew", async () => {
  writeHandler("new");
  const early = apply();
  expect([early.status, early.stderr]).toEqual([1, expect.stringMatching(notPushed)]);
  expect(await answer()).toEqual([200, "old tool"]);

  const layer = codeLayer();
  const [code, config, ...others] = uploads(pushed());
  expect([code, others]).toEqual([layer, []]);
  expect(layer).toBeLessThan(1_000);
  expect(config).toBeLessThan(1_500);
  expect(apply()).toMatchObject({ status: 0, stdout: expect.stringContaining("0 added, 1 changed, 0 destroyed") as string });
  expect(await answer()).toEqual([200, "new tool"]);
});

withContainers("the base image that plays AWS's is in no lock of the project's, and goes with the local cloud", () => {
  expect(local("npm", "run", "--silent", "lock", "--", "--base", "python3.11").stdout).toMatch(
    /^\.local\/cloud\/base-images\.lock\.json\n.+nothing changed/,
  );
  expect(project.run(["stop"]).status).toBe(0);
  expect(project.files()).toEqual(filesBefore);
});
