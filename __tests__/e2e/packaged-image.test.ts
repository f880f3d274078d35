import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { image as imageCommand } from "../../cli/commands/image";
import { lockBase } from "../../cli/commands/lock-base";
import { makeStandInBase, pushStandInBase } from "../../cli/local/image/stand-in-base";
import { localCredentials } from "../../cli/local/wiring";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import { withContainers } from "../cli/local/image/with-containers";
import { write } from "../lib/artifact/temporary-folder";
import { makeWheel } from "../lib/artifact/wheel/make-wheel";
import { ImageCloud } from "./image-cloud";

const root = resolve(__dirname, "../..");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "lambda-container-packaged-image-")));
const stack = join(folder, "cdktf.out/stacks/demo");
let cloud: ImageCloud;

beforeAll(async () => {
  cloud = await ImageCloud.start(join(folder, "project"));
  const base = await makeStandInBase("python3.11", cloud.runtime, join(folder, "base"));
  await pushStandInBase(base, await cloud.repository("lambda/python"));
  await cloud.repository("demo-report"); // Terraform's part
  const lib = join(root, "lib/constructs");
  write(folder, {
    "main.ts": [
      `import { TerraformStack } from "${root}/node_modules/cdktf";`,
      `import { Packaging } from "${lib}/packaging";`,
      `import { declareProviders } from "${lib}/providers";`,
      `import { PythonFunction } from "${lib}/python-function";`,
      `import { PythonRuntime } from "${lib}/python-runtime";`,
      `import { synthesize } from "${lib}/synthesize";`,
      "synthesize((app) => {",
      '  const stack = new TerraformStack(app, "demo");',
      "  declareProviders(stack);",
      '  const props = { source: "report", runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.image() };',
      '  new PythonFunction(stack, "report", props);',
      "});",
    ].join("\n"),
    "report/requirements.txt": "--no-index\n--find-links ../wheels\ntool\n",
    "wheels/.keep": "",
  });
  makeWheel(join(folder, "wheels"), { name: "tool", files: { "tool/__init__.py": "name = 'tool'\n" } });
});

afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

/** As `npm run synth` does, with this handler. Answers the image's digest. */
function synthesized(text: string): string {
  write(folder, {
    "report/index.py": `import tool\n\ndef handler(event, context):\n    return {"text": "${text} " + tool.name}\n`,
  });
  const env = { ...process.env, TSX_DISABLE_CACHE: "1", CDKTF_OUTDIR: join(folder, "cdktf.out") };
  execFileSync(process.execPath, ["--import", join(root, "node_modules/tsx/dist/loader.mjs"), "main.ts"], { cwd: folder, env });
  const { functions } = JSON.parse(readFileSync(join(stack, "artifacts.json"), "utf8")) as Receipt;
  return functions[0]?.image?.digest ?? "no image";
}

/** As `npm run local -- npm run image` does. Answers what it says. */
async function pushed(): Promise<string> {
  const { accessKeyId, secretAccessKey } = localCredentials;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  const said: string[] = [];
  const out = (text: string): void => void said.push(text);
  const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: cloud.url, LAMBDA_CONTAINER_BASE_REGISTRY: cloud.url };
  await imageCommand.run([stack], { out, err: () => undefined, env, root: folder });
  return said.join("\n");
}

withContainers(
  "an image made without docker is pushed and answers; a changed handler uploads one small layer, and answers anew",
  async () => {
    const env = { LAMBDA_CONTAINER_BASE_REGISTRY: cloud.url };
    await lockBase("python3.11", { out: () => undefined, err: () => undefined, env, root: folder });

    const first = synthesized("old");
    expect(await pushed()).toMatch(/ \d uploaded .* mounted/);
    expect(await pushed()).toContain("nothing to upload");
    await cloud.createFunction("report", `demo-report@${first}`);
    expect(await cloud.invoke("report")).toMatchObject({ payload: { text: "old tool" }, error: undefined });

    const second = synthesized("new");
    expect(second).not.toBe(first);
    expect(await pushed()).toMatch(/ [12] uploaded \(\d,?\d* bytes\)/);
    await cloud.updateCode("report", `demo-report@${second}`);
    expect(await cloud.invoke("report")).toMatchObject({ payload: { text: "new tool" }, error: undefined });
  },
);
