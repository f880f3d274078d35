import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localCredentials } from "../../cli/local/wiring";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import type { BuiltImage } from "../../lib/artifact/image/dockerfile-lock";
import type { ImageManifest } from "../../lib/artifact/image/oci";
import { Checkout } from "../checkout";
import { withContainers } from "../cli/local/image/with-containers";
import { write } from "../lib/artifact/temporary-folder";
import { makeWheel } from "../lib/artifact/wheel/make-wheel";
import { pushBaseWithPip } from "./base-with-pip";
import { buildahEnvironment, findBuildah } from "./buildah";
import { ImageCloud } from "./image-cloud";

const folder = mkdtempSync(join(tmpdir(), "lambda-container-dockerfile-"));
const checkout = Checkout.make();
const wheels = checkout.path("wheels");

/** Names that COPY would take for something else. */
const own = ["index.py", "a b.txt", "it's.txt", "$HOME.txt", "common/__init__.py"];

const builder = findBuildah(join(folder, "debian"));

/** Runs where there is a buildah; elsewhere it says that it does not, and fails in CI. */
const withBuildah = ((): jest.It => {
  if (process.env.CI === "true" || builder !== undefined) return withContainers;
  process.stderr.write("buildah is neither on PATH nor to be had by apt-get: images of Dockerfiles are NOT tested.\n");
  return test.skip;
})();

let cloud: ImageCloud;
let buildah: NodeJS.ProcessEnv;

beforeAll(async () => {
  cloud = await ImageCloud.start(join(folder, "cloud"));
  const registry = new URL(cloud.url).host;
  buildah = buildahEnvironment({ builder: builder ?? "buildah", folder: join(folder, "buildah"), registry, wheels });
  await pushBaseWithPip(cloud, join(folder, "base"));
  await cloud.repository("demo-report"); // Terraform's part
  write(checkout.root, {
    "report/requirements.txt": "--no-index\n--find-links ../wheels\ntool\n",
    ...Object.fromEntries(own.map((name) => [`report/${name}`, ""])),
    "report/.env": "SECRET=canary\n",
  });
  write(wheels, { "README.txt": "" });
  write(folder, { "tmp/README.txt": "" });
  makeWheel(wheels, { name: "tool", files: { "tool/__init__.py": "name = 'tool'\n" } });
});

afterAll(async () => {
  await cloud.stop();
  checkout.remove();
  rmSync(folder, { recursive: true });
});

/** The function's code, and how it is packaged. */
function project(text: string, packaging: string): void {
  const lib = "./lib/constructs";
  write(checkout.root, {
    "main.ts": [
      `import { TerraformStack } from "cdktf";`,
      `import { Packaging } from "${lib}/packaging";`,
      `import { declareProviders } from "${lib}/providers";`,
      `import { PythonFunction } from "${lib}/python-function";`,
      `import { PythonRuntime } from "${lib}/python-runtime";`,
      `import { synthesize } from "${lib}/synthesize";`,
      "synthesize((app) => {",
      '  const stack = new TerraformStack(app, "demo");',
      "  declareProviders(stack);",
      `  const props = { source: "report", runtime: PythonRuntime.PYTHON_3_11, packaging: ${packaging} };`,
      '  new PythonFunction(stack, "report", props);',
      "});",
    ].join("\n"),
    "report/index.py": [
      "import os, tool",
      "def handler(event, context):",
      '    files = [os.path.relpath(os.path.join(folder, name), "/var/task")',
      '             for folder, _, names in os.walk("/var/task") for name in names if "__pycache__" not in folder]',
      `    return {"text": "${text} " + tool.name, "tool": tool.__file__, "files": sorted(files)}`,
      "",
    ].join("\n"),
  });
}

/** What a command said on standard output, or, where it failed, on standard error. */
function ran(args: readonly string[], env: NodeJS.ProcessEnv = {}): { readonly said: string; readonly status: number | null } {
  const { accessKeyId, secretAccessKey } = localCredentials;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", ...args], {
    ...{ cwd: checkout.root, encoding: "utf8" },
    env: {
      ...{
        ...process.env,
        ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
        AWS_REGION: "eu-west-1",
      },
      ...{ AWS_ENDPOINT_URL: cloud.url, LAMBDA_CONTAINER_BASE_REGISTRY: cloud.url, TSX_DISABLE_CACHE: undefined },
      ...{ LAMBDA_CONTAINER_CACHE: join(folder, "cache"), TMPDIR: join(folder, "tmp") }, // in which tsx keeps what it compiled
      ...env,
    },
  });
  return { said: status === 0 ? stdout : stderr, status };
}

/** As {@link ran}, of one that succeeds. */
function done(args: readonly string[], env?: NodeJS.ProcessEnv): string {
  const { said, status } = ran(args, env);
  if (status !== 0) throw new Error(said);
  return said;
}

function digest(): string {
  const path = checkout.path("cdktf.out/stacks/demo/artifacts.json");
  return (JSON.parse(readFileSync(path, "utf8")) as Receipt).functions[0]?.image?.digest ?? "no image";
}

const withDockerfile = 'Packaging.image({ dockerfile: "Dockerfile" })';
const image = ["cli/main.ts", "image"];

withBuildah("an ejected Dockerfile is built by buildah, and its image answers as the one made without docker does", async () => {
  done(["cli/main.ts", "lock", "--base", "python3.11"]);
  project("old", "Packaging.image()");
  done(["main.ts"]);
  done(image);
  const spliced = digest();
  await cloud.createFunction("report", `demo-report@${spliced}`);
  const first = await cloud.invoke("report");
  expect(first).toMatchObject({ payload: { text: "old tool", tool: "/var/task/tool/__init__.py" }, error: undefined });

  expect(done([...image, "--eject", "report"])).toBe("report/Dockerfile\nreport/requirements.docker.txt\n");
  const dockerfile = readFileSync(checkout.path("report/Dockerfile"), "utf8");
  const again = ran([...image, "--eject", "report"]);
  expect(again.said).toContain("there is a Dockerfile already, and it is not overwritten");
  expect(readFileSync(checkout.path("report/Dockerfile"), "utf8")).toBe(dockerfile);

  project("old", withDockerfile);
  expect(ran(["main.ts"]).said).toMatch(/no image for linux\/\w+ was built of this Dockerfile[\s\S]+npm run image -- --build/);
  done([...image, "--build"], buildah);
  const built = digest();
  expect(built).not.toBe(spliced);
  expect(existsSync(checkout.path("report/Dockerfile.lock.json"))).toBe(true);
  expect(done(image)).toMatch(/ \d uploaded /);
  expect(done(image)).toContain("nothing to upload");
  await cloud.updateCode("report", `demo-report@${built}`);
  const second = await cloud.invoke("report");
  expect(second).toMatchObject({ payload: { text: "old tool", tool: "/var/task/tool/__init__.py" }, error: undefined });
  const added = new Set(second.payload["files"] as string[]);
  for (const name of first.payload["files"] as string[]) expect(added.delete(name)).toBe(true);
  // What pip says of itself, and what ejecting added.
  expect([...added].filter((name) => !name.includes(".dist-info/"))).toEqual(["requirements.docker.txt"]);
  for (const name of own) expect(second.payload["files"]).toContain(name);
  expect(second.payload["files"]).not.toContain(".env");

  // A machine that builds nothing plans the same image, and one that changed the code is told so.
  rmSync(checkout.path("cdktf.out"), { recursive: true });
  done(["main.ts"], { LAMBDA_CONTAINER_CACHE: join(folder, "other-cache") });
  expect(digest()).toBe(built);
  expect(done(image)).toContain("nothing to upload");
  project("new", withDockerfile);
  expect(ran(["main.ts"]).said).toContain("the image is out of date");
  done([...image, "--build"], buildah);
  expect(done(image)).toMatch(/ 2 uploaded \([\d,]+ bytes\), \d there/);
  await cloud.updateCode("report", `demo-report@${digest()}`);
  expect((await cloud.invoke("report")).payload).toMatchObject({ text: "new tool" });
});

/** Digests of the layers of the image in the lock, the base's first. */
function layers(): string[] {
  const { images } = JSON.parse(readFileSync(checkout.path("report/Dockerfile.lock.json"), "utf8")) as { images: BuiltImage[] };
  const { layers: found } = JSON.parse(images[0]?.manifest ?? "") as ImageManifest;
  return found.map((layer) => layer.digest);
}

withBuildah("what is built fresh stays so after an edit, and a .dockerignore keeps nothing from COPY", async () => {
  const from = /^FROM .+$/m.exec(readFileSync(checkout.path("report/Dockerfile"), "utf8"))?.[0] ?? "";
  const random = `RUN python3 -c "import os; open('tool.py', 'w').write('name = str(' + str(os.urandom(16)) + ')')"`;
  write(checkout.root, {
    "report/Dockerfile": `${from}\nARG LAMBDA_CONTAINER_FRESH=none\n${random}\nCOPY . ./\nCMD ["index.handler"]\n`,
    "report/.dockerignore": "common\n*.txt\n",
    "report/Dockerfile.dockerignore": "*\n",
  });
  const randomLayer = (args: readonly string[], text: string): string => {
    project(text, withDockerfile);
    done([...image, "--build", ...args], buildah);
    const [copied = "", run = ""] = layers().reverse();
    expect(copied).not.toBe(run);
    return run;
  };
  const old = randomLayer([], "one");
  expect(randomLayer([], "two")).toBe(old);
  const fresh = randomLayer(["--fresh"], "two");
  expect(fresh).not.toBe(old);
  expect(randomLayer([], "three")).toBe(fresh);

  done(["cli/main.ts", "image"]);
  await cloud.createFunction("ignoring", `demo-report@${digest()}`);
  const { files } = (await cloud.invoke("ignoring")).payload;
  for (const name of [...own, ".dockerignore", "Dockerfile.dockerignore"]) expect(files).toContain(name);
});
