import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkNamespaces, type ContainerOrder, containerProgram } from "../../../../cli/local/image/enter-container";
import { outcomeOf } from "../../../../cli/process/run";
import { inTemporaryFolder, write } from "../../../lib/artifact/temporary-folder";
import { withContainers } from "./with-containers";

/** A root with a shell and nothing else, and the places that every root has. */
function makeRoot(folder: string): string {
  const root = join(folder, "root");
  for (const name of ["dev", "etc", "proc", "tmp", "work"]) mkdirSync(join(root, name), { recursive: true });
  write(root, { "etc/hosts": "", "etc/resolv.conf": "", "work/file": "in the image\n" });
  const libraries = execFileSync("/usr/bin/env", ["ldd", "/bin/sh"], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g);
  for (const path of ["/bin/sh", ...[...libraries].map(([, library = ""]) => library)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(path, join(root, path));
  }
  return root;
}

function order(root: string, script: string, env: Readonly<Record<string, string>> = {}): ContainerOrder {
  return { root, command: ["sh", "-c", script], workingDirectory: "/work", env: { PATH: "/bin", ...env }, temporarySize: 1 };
}

/** What a script in a container says. */
async function said(script: string, env?: Readonly<Record<string, string>>): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const { code, output } = await outcomeOf(containerProgram(order(makeRoot(folder), script, env)));
    return `${code}\n${output}`;
  });
}

withContainers("a container is where its order says, and sees its own variables alone", async () => {
  const variables = { GREETING: 'it\'s "me" $HOME', PATH: "/nowhere:/bin" };
  const script = 'read line < file; echo "$PWD|$line|$GREETING|$PATH|$HOME|$#"';
  expect(await said(script, variables)).toBe(`0\n/work|in the image|it's "me" $HOME|/nowhere:/bin||0\n`);
});

withContainers("it can write to /tmp and nowhere else", async () => {
  const script = `
    echo a > /tmp/a && read line < /tmp/a && echo "$line"
    for path in /work/file /new /dev/new; do (echo b > $path) 2> /dev/null || echo "not $path"; done
  `;
  expect(await said(script)).toBe(["0", "a", "not /work/file", "not /new", "not /dev/new", ""].join("\n"));
});

withContainers("of what is mounted, devices and /tmp alone can be written to, since a function may be root's", async () => {
  const script = "while read a b c d place how rest; do case $how in rw*) echo $place;; esac; done < /proc/self/mountinfo";
  const devices = ["full", "null", "random", "urandom", "zero"].map((name) => `/dev/${name}`);
  const [code, ...places] = (await said(script)).trim().split("\n");
  expect(code).toBe("0");
  expect(places.sort()).toEqual([...devices, "/tmp"]);
});

withContainers("its /tmp is no larger than it may be", async () => {
  const script = `
    fits() { i=0; while [ $i -lt $1 ]; do echo ${"x".repeat(1_023)} || return 1; i=$((i + 1)); done 2> /dev/null > /tmp/file; }
    fits 1000 && echo "1000 KB fit"
    fits 1025 || echo "1025 KB do not"
  `;
  expect(await said(script)).toBe("0\n1000 KB fit\n1025 KB do not\n");
});

withContainers("what it wrote is gone with it, and its image as it was", async () => {
  await inTemporaryFolder(async (folder) => {
    const root = makeRoot(folder);
    await outcomeOf(containerProgram(order(root, "echo a > /tmp/a")));
    expect(existsSync(join(root, "tmp", "a"))).toBe(false);
    expect(existsSync(join(root, "dev", "null"))).toBe(false);
    expect(readFileSync(join(root, "work", "file"), "utf8")).toBe("in the image\n");
  });
});

withContainers("it has the devices that AWS gives, and a process number of its own", async () => {
  const script = "for path in /dev/*; do echo $path; done; echo a > /dev/null; read line < /dev/null || echo nothing; echo $$";
  const devices = ["fd", "full", "null", "random", "stderr", "stdin", "stdout", "urandom", "zero"].map((name) => `/dev/${name}`);
  expect(await said(script)).toBe(["0", ...devices, "nothing", "1", ""].join("\n"));
});

withContainers("a program that is not there is said", async () => {
  await inTemporaryFolder(async (folder) => {
    const program = containerProgram({ ...order(makeRoot(folder), ""), command: ["/nothing"] });
    expect(await outcomeOf(program)).toMatchObject({ code: 127, output: expect.stringContaining("/nothing") as string });
  });
});

withContainers("its exit code is passed on", async () => {
  expect(await said("exit 7")).toBe("7\n");
});

withContainers("killing it kills all that it started", async () => {
  await inTemporaryFolder(async (folder) => {
    const { file, args, env } = containerProgram(order(makeRoot(folder), "(while :; do :; done) & echo started; wait"));
    const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const running = (): number => processesWith(folder);
    expect(running()).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await once(child, "exit");
    // The kernel ends them one after the other.
    while (running() > 0) await new Promise((resume) => setTimeout(resume, 10));
  });
});

withContainers("a machine that can run containers passes the check", async () => {
  await expect(checkNamespaces()).resolves.toBeUndefined();
});

function processesWith(text: string): number {
  const lines = execFileSync("ps", ["-eo", "args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(text)).length;
}
