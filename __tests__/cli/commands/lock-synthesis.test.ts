import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import type { FunctionReceipt, Receipt, SplicedZipReceipt } from "../../../lib/artifact/receipt/receipt";
import { Checkout } from "../../checkout";
import { requestIn, sharedIndex } from "../../lib/artifact/resolve/with-index";
import { write } from "../../lib/artifact/temporary-folder";

const shared = sharedIndex();

jest.setTimeout(120_000);

let checkout: Checkout;

/** An app with one function. */
const app = `
import { TerraformStack } from "cdktf";
import { Packaging } from "./lib/constructs/packaging";
import { declareProviders } from "./lib/constructs/providers";
import { PythonFunction } from "./lib/constructs/python-function";
import { PythonRuntime } from "./lib/constructs/python-runtime";
import { synthesize } from "./lib/constructs/synthesize";
synthesize((app) => {
  const stack = new TerraformStack(app, "demo");
  declareProviders(stack);
  const packaging = Packaging.bundle();
  new PythonFunction(stack, "report", { source: "backend/report", runtime: PythonRuntime.PYTHON_3_11, packaging });
});
`;

beforeAll(() => {
  checkout = Checkout.make();
  write(checkout.root, { "main.ts": app });
});

afterAll(() => {
  checkout.remove();
});

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the project as `npm run` does. */
function run(...args: readonly string[]): Ended {
  const env = {
    ...requestIn(checkout.path(".."), shared.uv, { UV_DEFAULT_INDEX: shared.server.index() }).env,
    TSX_DISABLE_CACHE: "1",
  };
  return spawnSync(process.execPath, ["--import", "tsx", ...args], { cwd: checkout.root, encoding: "utf8", env });
}

const lock = (...args: readonly string[]): Ended => run("cli/main.ts", "lock", ...args);

function needs(text: string): void {
  const index = "def handler(event, context): ...\n";
  write(checkout.root, { "backend/report/index.py": index, "backend/report/requirements.txt": `${text}\n` });
}

/** What the receipt says of how the dependencies were decided, and what they are. */
function synthesized(): { dependencies: FunctionReceipt["dependencies"]; names: string[] } {
  const { status, stderr } = run("main.ts");
  expect({ status, stderr: stderr.replaceAll(/^resolving .*\n/gm, "") }).toEqual({ status: 0, stderr: "" });
  const receipt = JSON.parse(readFileSync(checkout.path("cdktf.out/stacks/demo/artifacts.json"), "utf8")) as Receipt;
  const zips = receipt.zips.filter((zip): zip is SplicedZipReceipt => zip.madeBy === "splice");
  const names = zips.flatMap(({ distributions }) => distributions.map(({ name, version }) => `${name} ${version}`));
  return { dependencies: receipt.functions[0]?.dependencies, names };
}

test("a synthesis after npm run lock is locked; a lock that no longer fits fails it, until npm run lock is run again", () => {
  needs("tool<2");
  expect(synthesized()).toEqual({
    dependencies: { sources: ["requirements.txt"], locked: false, caveat: "not locked: another day may resolve differently" },
    names: ["dep 1.0", "tool 1.0"],
  });
  expect(lock()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("backend/report/pylock.toml   2 distributions") as string,
  });
  rmSync(checkout.path("../cache"), { recursive: true });
  expect(synthesized()).toEqual({
    dependencies: { sources: ["requirements.txt", "pylock.toml"], locked: true },
    names: ["dep 1.0", "tool 1.0"],
  });

  needs("tool>=2");
  const stale = run("main.ts");
  expect(stale.status).toBe(1);
  expect(stale.stderr).toContain("the lock has tool 1.0, but >=2 is asked for");
  expect(stale.stderr).toContain("fix:   lock anew: npm run lock");
  expect(lock("backend/report").stdout).toContain("updated  tool 1.0 → 2.0");
  expect(synthesized()).toMatchObject({ dependencies: { locked: true }, names: ["dep 1.0", "tool 2.0"] });
});

test("used wrongly it ends with 2 and its usage; where something is wrong with 1 and the cure, without a stack", () => {
  const wrong = lock("--runtime", "python3.11");
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining("usage: npm run lock -- ") as string });
  rmSync(checkout.path("cdktf.out"), { recursive: true, force: true });
  const failed = lock();
  expect(failed).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringContaining("fix:   npm run synth, or name the folder") as string,
  });
  expect(failed.stderr).not.toMatch(/^\s+at /m);
});
