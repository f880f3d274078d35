import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Checkout } from "./checkout";

const stack = ["cdktf.out", "stacks", "test-llms-demo"] as const;

function synthesize(checkout: Checkout, options: { umask?: string; env?: NodeJS.ProcessEnv } = {}): SpawnSyncReturns<string> {
  const command = `umask ${options.umask ?? "022"} && TSX_DISABLE_CACHE=1 exec node --import tsx main.ts`;
  return spawnSync("sh", ["-c", command], {
    cwd: checkout.root,
    encoding: "utf8",
    env: { ...process.env, TF_STATE_BUCKET: "", AWS_REGION: "eu-west-1", ...options.env },
  });
}

/** Path, mode and hash of all below a folder. */
function fingerprint(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const mode = (statSync(path).mode & 0o777).toString(8);
      const hash = entry.isDirectory() ? "folder" : createHash("sha256").update(readFileSync(path)).digest("hex");
      return `${path.slice(root.length + 1)} ${mode} ${hash}`;
    })
    .sort();
}

let checkout: Checkout;

beforeEach(() => {
  checkout = Checkout.make();
});

afterEach(() => {
  checkout.remove();
});

test("two checkouts in different folders, under different umasks and times, synthesize the same stack directory", () => {
  const other = Checkout.make("a folder elsewhere");
  try {
    chmodSync(other.path("backend/chat/index.py"), 0o600);
    utimesSync(other.path("backend/chat/index.py"), 0, 0);
    expect(synthesize(checkout, { umask: "022" }).status).toBe(0);
    expect(synthesize(other, { umask: "077", env: { AWS_REGION: "us-west-2", TZ: "Asia/Tokyo", LC_ALL: "C" } }).status).toBe(0);
    const files = fingerprint(checkout.path(...stack));
    expect(files).toContainEqual(expect.stringMatching(/^cdk\.tf\.json 644 /));
    expect(fingerprint(other.path(...stack))).toEqual(files);
  } finally {
    other.remove();
  }
});

test("only index.py and requirements.txt are staged, whatever else lies beside them", () => {
  for (const stray of [".env", ".venv/bin/python", "__pycache__/index.pyc", "tests/test_index.py", ".git/config", "id_rsa"]) {
    mkdirSync(join(checkout.path("backend/chat"), stray, ".."), { recursive: true });
    writeFileSync(checkout.path("backend/chat", stray), "");
  }
  expect(synthesize(checkout).status).toBe(0);
  expect(readdirSync(checkout.path(...stack, "backend/chat"), { recursive: true }).sort()).toEqual([
    "index.py",
    "requirements.txt",
  ]);
});

test("a second synthesis leaves a saved plan and every file alone, since nothing changed", () => {
  synthesize(checkout);
  const saved = checkout.path(...stack, "tfplan");
  writeFileSync(saved, "");
  const before = statSync(checkout.path(...stack, "cdk.tf.json"));
  expect(synthesize(checkout).status).toBe(0);
  expect(existsSync(saved)).toBe(true);
  expect(statSync(checkout.path(...stack, "cdk.tf.json")).ino).toBe(before.ino);
});

test("a synthesis that changes something removes the saved plan and its own old files, and nothing of anybody else", () => {
  writeFileSync(checkout.path("backend/chat/old.py"), "");
  synthesize(checkout);
  mkdirSync(checkout.path(...stack, ".terraform"));
  for (const file of ["tfplan", "terraform.tfvars", ".terraform/environment", "backend/chat/stray.pyc"])
    writeFileSync(checkout.path(...stack, file), "");
  rmSync(checkout.path("backend/chat/old.py"));

  expect(synthesize(checkout).status).toBe(0);
  expect(readdirSync(checkout.path(...stack)).sort()).toEqual([
    ".terraform",
    ".terraform.lock.hcl",
    "artifacts.json",
    "backend",
    "cdk.tf.json",
    "checks.json",
    "import-times.json",
    "terraform.tfvars",
  ]);
  expect(readdirSync(checkout.path(...stack, ".terraform"))).toEqual(["environment"]);
  expect(readdirSync(checkout.path(...stack, "backend/chat")).sort()).toEqual(["index.py", "requirements.txt"]);
});

test("a failing synthesis says what is wrong without a stack trace, and leaves the last stack directory as it was", () => {
  synthesize(checkout);
  const before = fingerprint(checkout.path("cdktf.out"));
  symlinkSync("/etc/hostname", checkout.path("backend/chat/link.py"));
  writeFileSync(checkout.path("backend/chat/index.py"), "changed = True\n");

  const { status, stderr } = synthesize(checkout);
  expect(status).toBe(1);
  expect(stderr).toContain("backend/chat/link.py");
  expect(stderr).toContain("fix:");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(fingerprint(checkout.path("cdktf.out"))).toEqual(before);
});

test("what a killed synthesis left is taken away by the next", () => {
  const abandoned = checkout.path("cdktf.out", ".unfinished-999999999");
  mkdirSync(abandoned, { recursive: true });
  expect(synthesize(checkout).status).toBe(0);
  expect(existsSync(abandoned)).toBe(false);
});

test("the lock file reaches the stack directory with the official hashes", () => {
  synthesize(checkout);
  expect(readFileSync(checkout.path(...stack, ".terraform.lock.hcl"))).toEqual(
    readFileSync(checkout.path(".terraform.lock.hcl")),
  );
});

test("a state bucket without a region is refused before init", () => {
  const { status, stderr } = synthesize(checkout, {
    env: { TF_STATE_BUCKET: "acme-state", AWS_REGION: "", AWS_DEFAULT_REGION: "" },
  });
  expect(status).toBe(1);
  expect(stderr).toContain("export AWS_REGION=");
  expect(existsSync(checkout.path(...stack))).toBe(false);
});

test("without a region, synthesis says that Terraform will ask for one, and goes on", () => {
  const { status, stderr } = synthesize(checkout, { env: { AWS_REGION: "", AWS_DEFAULT_REGION: "" } });
  expect(status).toBe(0);
  expect(stderr).toContain("export AWS_REGION=");
});
