import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { wheelPath } from "../../../../lib/artifact/cache/wheels";
import { resolveDependencies } from "../../../../lib/artifact/resolve/resolve";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";
import { sha256Of } from "../wheel/make-wheel";
import { everythingIn, indexFolder, removeFolder, requestIn, resolveAndFetch, sharedIndex } from "./with-index";

const shared = sharedIndex();

jest.setTimeout(60_000);

const requirements = (folder: string, text: string, how = "ok"): void => {
  write(folder, { "source/requirements.txt": `--index-url ${shared.server.index(how)}\n${text}` });
};
const sha = (name: string): string => sha256Of(join(shared.wheels, `${name}-py3-none-any.whl`));

test("without a manifest there is nothing to resolve", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "source/index.py": "" });
    expect(resolveDependencies(requestIn(folder, shared.uv))).toBeUndefined();
  });
});

test("what is asked for is resolved with all it needs, and says that it is not locked", () => {
  inTemporaryFolder((folder) => {
    requirements(folder, "tool\nwindows-only; sys_platform == 'win32'\n");
    const { resolution, names } = resolveAndFetch(requestIn(folder, shared.uv));
    expect(names).toEqual(["dep 1.0", "tool 2.0"]);
    expect(resolution).toMatchObject({
      locked: false,
      caveat: "not locked: another day may resolve differently",
      sources: ["requirements.txt"],
      direct: [{ name: "tool", specifier: "", file: "requirements.txt", line: 2 }],
    });
    expect(JSON.stringify(resolution)).not.toContain("127.0.0.1");
    expect(JSON.stringify(resolution)).not.toContain(folder);
  });
});

test("a second build asks nobody and starts no process, whatever became of uv and the index", async () => {
  const before = await shared.server.requests();
  inTemporaryFolder((folder) => {
    requirements(folder, "tool\n");
    resolveAndFetch(requestIn(folder, shared.uv));
    write(folder, {
      "source/index.py": "changed = True\n",
      "source/requirements.txt": `# a comment\n--index-url ${shared.server.index()}\ntool\n`,
    });
    const request = requestIn(folder, join(folder, "no-uv"));
    expect(resolveAndFetch(request).names).toEqual(["dep 1.0", "tool 2.0"]);
    expect(resolveAndFetch({ ...request, offline: true }).names).toEqual(["dep 1.0", "tool 2.0"]);
  });
  expect(await shared.server.requests()).toBeGreaterThan(before);
});

test.each([
  ["another requirement", "tool\nold-dep\n", {}],
  ["another runtime", "tool\n", { runtime: "python3.12" as const }],
  ["another architecture", "tool\n", { architecture: "arm64" as const }],
  ["a refresh", "tool\n", { refresh: true }],
  ["another strategy of uv's", "tool\n", { env: { UV_RESOLUTION: "lowest" } }],
])("%s resolves anew", (_what, text, { env, ...change }: { env?: Record<string, string> } & object) => {
  inTemporaryFolder((folder) => {
    requirements(folder, "tool\n");
    resolveAndFetch(requestIn(folder, shared.uv));
    requirements(folder, text);
    const request = { ...requestIn(folder, join(folder, "no-uv"), env), ...change };
    expect(errorText(folder, () => resolveDependencies(request))).toContain("LAMBDA_CONTAINER_UV names no uv that answers");
  });
});

test("constraints, pins and the glibc of the runtime decide the version", () => {
  inTemporaryFolder((folder) => {
    requirements(folder, "-c limits.txt\ntool\ncompiled\n");
    write(folder, { "source/limits.txt": "tool<2\n" });
    expect(resolveAndFetch(requestIn(folder, shared.uv)).names).toEqual(["compiled 1.0", "dep 1.0", "tool 1.0"]);
  });
});

describe("hashes", () => {
  test("that pin everything make it locked", () => {
    inTemporaryFolder((folder) => {
      requirements(folder, `tool==2.0 --hash=sha256:${sha("tool-2.0")}\ndep==1.0 --hash=sha256:${sha("dep-1.0")}\n`);
      expect(resolveAndFetch(requestIn(folder, shared.uv)).resolution).toMatchObject({ locked: true, caveat: undefined });
    });
  });

  test("that are wrong are an error, although uv discards them", () => {
    inTemporaryFolder((folder) => {
      requirements(folder, `dep==1.0 --hash=sha256:${"0".repeat(64)}\n`);
      const text = errorText(folder, () => resolveDependencies(requestIn(folder, shared.uv)));
      expect(text).toContain(`dep-1.0-py3-none-any.whl has sha256 ${sha("dep-1.0")}`);
      expect(text).toContain("where: ~/source/requirements.txt:2");
    });
  });

  test("that leave something out are an error which names it", () => {
    inTemporaryFolder((folder) => {
      requirements(folder, `tool==2.0 --hash=sha256:${sha("tool-2.0")}\n`);
      expect(errorText(folder, () => resolveDependencies(requestIn(folder, shared.uv)))).toContain(
        "dep is needed by what is locked, but is not locked itself",
      );
    });
  });
});

test.each([
  [
    "ok",
    "tool\nno-such-thing\n",
    "there is no distribution named no-such-thing in the index\n  where: ~/source/requirements.txt:3",
  ],
  [
    "ok",
    "tool==9\n",
    "there is no version of tool that is ==9\n  where: ~/source/requirements.txt:2\n  fix:   use one that is there: tool==2.0",
  ],
  ["ok", "tool\nold-dep\n", "the requirements contradict each other:\n  Because "],
  [
    "ok",
    "compiled==2.0\n",
    "compiled 2.0 has no wheel that loads on python3.11 on x86_64 (glibc 2.26)\n  where: ~/source/requirements.txt:2\n  fix:   use compiled==1.0",
  ],
  [
    "ok",
    "source-only\n",
    "source-only 1.0 has no wheel that loads on python3.11 on x86_64 (glibc 2.26)\n  where: ~/source/requirements.txt:2\n  fix:   it is published as source: build a wheel",
  ],
  ["ok", "tool\nx=1\n", 'x is followed by a single "="'],
  ["ok", "./nowhere\n", "~/source/nowhere does not exist\n  where: ~/source/requirements.txt:2"],
  ["ok", "tool @ git+https://me:canary-secret@host/tool\n", "git+https://host/tool is a repository, and only wheels are packed"],
  ["ok", "tool @ https://me:canary-secret@host/tool-1.0.tar.gz\n", "https://host/tool-1.0.tar.gz is an sdist"],
  ["404", "tool\n", "there is no distribution named tool in the index"],
  ["403", "tool\n", "refuses the login, or wants one: status 403"],
  ["auth", "tool\n", "refuses the login, or wants one: status 401"],
  ["500", "tool\n", "answers with status 500"],
  ["slow", "tool\n", "did not answer in time"],
  ["wronghash", "dep\n", "dep-1.0-py3-none-any.whl is not what the lock or the index says: sha256"],
  ["wrongsize", "dep\n", "but the lock or the index says"],
  ["cut", "dep\n", "dep-1.0-py3-none-any.whl was cut short four times in a row"],
])("an index that is %s, and %j: one clear error, and nothing is kept that is wrong", (how, text, message) => {
  inTemporaryFolder((folder) => {
    requirements(folder, text, how);
    const said = errorText(folder, () => resolveAndFetch(requestIn(folder, shared.uv)));
    expect(said).toMatch(/^UserError\n/);
    expect(said).toContain(message);
    expect(said).toMatch(/\n {2}where: \S+[\s\S]*\n {2}fix: {3}\S/);
    expect(said).not.toContain("canary");
    expect(existsSync(join(folder, "cache/v1/wheels")) ? readdirSync(join(folder, "cache/v1/wheels")) : []).toEqual([]);
    expect(existsSync(join(folder, "cache/v1/tmp")) ? readdirSync(join(folder, "cache/v1/tmp")) : []).toEqual([]);
  });
});

test("an index that does not say the hashes is asked for the shared.wheels, and they count", () => {
  inTemporaryFolder((folder) => {
    requirements(folder, "dep\n", "nohash");
    const { resolution } = resolveAndFetch(requestIn(folder, shared.uv));
    expect(resolution.distributions[0]?.wheel.sha256).toBe(sha("dep-1.0"));
  });
});

test("an index that cannot be reached is named, without its login", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "source/requirements.txt": "--index-url http://me:canary-secret@127.0.0.1:1/simple\ntool\n" });
    const said = errorText(folder, () => resolveDependencies(requestIn(folder, shared.uv)));
    expect(said).toContain("http://127.0.0.1:1/simple/tool/ cannot be reached: Connection refused");
    expect(said).not.toContain("canary");
  });
});

describe("a private index", () => {
  const variants: [string, (folder: string) => Record<string, string>][] = [
    [
      "in the URL, through a variable",
      (folder) => {
        const line = shared.server.index("auth", "me:${PASSWORD}");
        write(folder, { "source/requirements.txt": `--index-url ${line}\ntool\n` });
        return { PASSWORD: "canary-secret" };
      },
    ],
    [
      "in netrc",
      (folder) => {
        write(folder, { netrc: "machine 127.0.0.1 login me password canary-secret\n" });
        requirements(folder, "tool\n", "auth");
        return { NETRC: join(folder, "netrc") };
      },
    ],
    [
      "in uv's variable of the index",
      (folder) => {
        write(folder, { "source/requirements.txt": "tool\n" });
        return { UV_DEFAULT_INDEX: shared.server.index("auth", "me:canary-secret") };
      },
    ],
    [
      "in the variables of a named index",
      (folder) => {
        write(folder, { "source/requirements.txt": "tool\n" });
        return {
          UV_DEFAULT_INDEX: `own=${shared.server.index("auth")}`,
          UV_INDEX_OWN_USERNAME: "me",
          UV_INDEX_OWN_PASSWORD: "canary-secret",
        };
      },
    ],
    [
      "in the signature of its links",
      (folder) => {
        requirements(folder, "tool\n", "signed");
        return {};
      },
    ],
  ];

  test.each(variants)("works with its login %s, which is in no file of ours, no name and no answer", (_where, prepare) => {
    inTemporaryFolder((folder) => {
      const request = requestIn(folder, shared.uv, prepare(folder));
      const { resolution, names } = resolveAndFetch(request);
      expect(names).toEqual(["dep 1.0", "tool 2.0"]);
      expect(JSON.stringify(resolution)).not.toContain("canary");
      expect(everythingIn(join(folder, "cache"))).not.toMatch(/canary|bWU6Y2FuYXJ5/);
      expect(resolveAndFetch({ ...request, offline: true }).names).toEqual(names);
    });
  });

  test("with links that are signed is asked again where a wheel is gone from the cache", () => {
    inTemporaryFolder((folder) => {
      requirements(folder, "dep\n", "signed");
      const request = requestIn(folder, shared.uv);
      const { resolution } = resolveAndFetch(request);
      const [dep] = resolution.distributions;
      removeFolder(dep === undefined ? "" : wheelPath(join(folder, "cache/v1"), dep.wheel));
      expect(resolveAndFetch(request).names).toEqual(["dep 1.0"]);
    });
  });
});

describe("a wheel of this machine", () => {
  test.each([
    ["by its path", (path: string) => path],
    ["by its URL", (path: string) => `dep @ ${pathToFileURL(path).href}`],
    ["in a folder of links", (path: string) => `--no-index\n--find-links ${join(path, "..")}\ndep`],
  ])("is taken %s", (_how, line) => {
    inTemporaryFolder((folder) => {
      write(folder, { "source/requirements.txt": `${line(join(shared.wheels, "dep-1.0-py3-none-any.whl"))}\n` });
      const { resolution, names } = resolveAndFetch(requestIn(folder, shared.uv));
      expect(names).toEqual(["dep 1.0"]);
      expect(JSON.stringify(resolution)).not.toContain(shared.wheels);
    });
  });
});

test("offline, what was never resolved is named", () => {
  inTemporaryFolder((folder) => {
    requirements(folder, "tool\n");
    expect(
      errorText(folder, () => resolveDependencies(requestIn(folder, shared.uv, { LAMBDA_CONTAINER_OFFLINE: "1" }))),
    ).toContain("tool was never resolved here, and nothing may be looked up offline");
  });
});

test("a damaged entry of the cache is made anew", () => {
  inTemporaryFolder((folder) => {
    requirements(folder, "tool\n");
    const request = requestIn(folder, shared.uv);
    const first = resolveAndFetch(request);
    const entries = join(folder, "cache/v1/resolutions");
    for (const name of readdirSync(entries)) writeFileSync(join(entries, name), '{"value":[]}');
    for (const { wheel } of first.resolution.distributions) appendFileSync(wheelPath(join(folder, "cache/v1"), wheel), "x");
    expect(resolveAndFetch(request)).toEqual(first);
  });
});

/** Resolves in a process of its own, as `npm run synth` does. */
async function inOwnProcess(folder: string, killAfter?: number): Promise<number | null> {
  const script = `
    const { resolveDependencies } = require(${JSON.stringify(join(process.cwd(), "lib/artifact/resolve/resolve.ts"))});
    const { fetchDependencies } = require(${JSON.stringify(join(process.cwd(), "lib/artifact/resolve/fetch-dependencies.ts"))});
    const request = ${JSON.stringify(requestIn(folder, shared.uv))};
    request.say = () => {};
    fetchDependencies(resolveDependencies(request), request);
  `;
  const child = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), "-e", script], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (killAfter !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfter).unref();
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

test("two builds at once do not harm each other", async () => {
  const folder = indexFolder();
  try {
    requirements(folder, "tool\ncompiled\n");
    expect(await Promise.all([inOwnProcess(folder), inOwnProcess(folder), inOwnProcess(folder)])).toEqual([0, 0, 0]);
    expect(resolveAndFetch(requestIn(folder, join(folder, "no-uv"))).names).toHaveLength(3);
    expect(readdirSync(join(folder, "cache/v1/tmp"))).toEqual([]);
  } finally {
    removeFolder(folder);
  }
});

test("a build that is killed leaves nothing under a final name that is not whole", async () => {
  const folder = indexFolder();
  try {
    requirements(folder, "tool\ncompiled\n");
    for (const after of [150, 400, 700]) await inOwnProcess(folder, after);
    const kept = existsSync(join(folder, "cache/v1/wheels")) ? readdirSync(join(folder, "cache/v1/wheels")) : [];
    for (const name of kept) {
      const files = readdirSync(join(folder, "cache/v1/wheels", name)).filter((file) => file.endsWith(".whl"));
      for (const file of files) expect(sha256Of(join(folder, "cache/v1/wheels", name, file))).toBe(name);
    }
    expect(await inOwnProcess(folder)).toBe(0);
  } finally {
    removeFolder(folder);
  }
});
