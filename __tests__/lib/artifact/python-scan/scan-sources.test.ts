import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModuleFacts, SourceScan } from "../../../../lib/artifact/python-scan/module-facts";
import { scanSources } from "../../../../lib/artifact/python-scan/scan-sources";
import { selectSource } from "../../../../lib/artifact/stage";
import { inTemporaryFolder, write } from "../temporary-folder";

/** A source folder, a cache, and a Python that counts how often it is started and what for. */
class Surroundings {
  readonly python: string;

  constructor(readonly folder: string) {
    const real = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
    this.python = this.script("counting", `tee -a "${folder}/asked" | "${real}" "$@"\necho >> "${folder}/asked"`);
  }

  script(name: string, body: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  scan(env: NodeJS.ProcessEnv = { PATH: process.env.PATH, LAMBDA_CONTAINER_PYTHON: this.python }): SourceScan {
    const { shipped } = selectSource({ source: join(this.folder, "source") });
    return scanSources({ files: shipped, runtime: "python3.11", cache: join(this.folder, "cache"), env });
  }

  /** Of each process, by their names, the files it was asked about. */
  asked(): string[][] {
    const lines = readFileSync(join(this.folder, "asked"), "utf8").trim().split("\n");
    const requests = lines.map((line) => JSON.parse(line) as { files: { path: string }[] });
    return requests.map(({ files }) => files.map(({ path }) => path.slice(join(this.folder, "source/").length)));
  }
}

function surroundedBy(files: Readonly<Record<string, string>>, action: (surroundings: Surroundings) => void): void {
  inTemporaryFolder((folder) => {
    write(join(folder, "source"), files);
    action(new Surroundings(folder));
  });
}

function factsOf(scan: SourceScan): Record<string, ModuleFacts> {
  if ("notScanned" in scan) throw new Error(scan.notScanned);
  return Object.fromEntries(scan.modules.map(({ path, facts }) => [path, facts]));
}

const files = { "index.py": "import a\n", "a/__init__.py": "", "a/b.py": "import json\n", "data.json": "{}" };

test("what was read once starts no process again", () => {
  surroundedBy(files, (here) => {
    const first = here.scan();
    expect(here.scan()).toEqual(first);
    expect(here.asked()).toEqual([["a/__init__.py", "a/b.py", "index.py"]]);
    expect(Object.keys(factsOf(first))).toEqual(["a/__init__.py", "a/b.py", "index.py"]);
  });
});

test("of a source that changed only what is new is read", () => {
  surroundedBy(files, (here) => {
    here.scan();
    write(join(here.folder, "source"), { "a/b.py": "import re\n", "c.py": "import a\n", "d.py": "" });
    const facts = factsOf(here.scan());
    expect(here.asked()[1]).toEqual(["a/b.py"]);
    expect(facts["c.py"]).toEqual(facts["index.py"]); // what they say does not depend on where they lie
    expect(facts["a/b.py"]).toMatchObject({ imports: [{ module: "re", line: 1 }] });
  });
});

test("an entry of the cache that is damaged is read anew", () => {
  surroundedBy({ "index.py": "import a\n" }, (here) => {
    const first = here.scan();
    const cache = join(here.folder, "cache", "python-scan");
    const entries = readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((path) => path.includes("-for-3.11/"));
    expect(entries).toHaveLength(1);
    for (const entry of entries) writeFileSync(join(cache, entry), '{"imports":[]}');
    expect(here.scan()).toEqual(first);
    expect(here.asked()).toHaveLength(2);
  });
});

test("nothing is run of what is read, and no bytecode is left", () => {
  const scripts = join(__dirname, "../../../../lib/artifact/python-scan");
  surroundedBy({ "index.py": "raise SystemExit('it ran')\n", "json.py": "raise SystemExit('it ran')\n" }, (here) => {
    const source = join(here.folder, "source");
    const before = readdirSync(scripts);
    const facts = factsOf(here.scan({ PATH: process.env.PATH, PYTHONPATH: source }));
    expect(facts).toHaveProperty(["index.py", "imports"], []);
    expect([readdirSync(source), readdirSync(scripts)]).toEqual([["index.py", "json.py"], before]);
  });
});

test("without a Python it says so", () => {
  surroundedBy(files, (here) => {
    expect(here.scan({ PATH: here.folder })).toMatchInlineSnapshot(`
      {
        "fix": "install Python 3.9 or newer, or name one in LAMBDA_CONTAINER_PYTHON",
        "notScanned": "there is no Python here",
      }
    `);
  });
});

test("a Python that does not work is said not to, or passed over for one that does", () => {
  surroundedBy({ "index.py": "" }, (here) => {
    const broken = here.script("python3.11", "echo 'no such library' >&2; exit 127");
    const scan = here.scan({ PATH: here.folder });
    expect(JSON.parse(JSON.stringify(scan).replaceAll(here.folder, "~"))).toMatchInlineSnapshot(`
      {
        "fix": "install Python 3.9 or newer, or name one in LAMBDA_CONTAINER_PYTHON",
        "notScanned": "no Python here can: python3.11: no such library",
      }
    `);
    expect(here.scan({ PATH: process.env.PATH, LAMBDA_CONTAINER_PYTHON: broken })).toHaveProperty("notScanned");
    const nowhere = here.scan({ PATH: process.env.PATH, LAMBDA_CONTAINER_PYTHON: "/nowhere/python3" });
    expect(nowhere).toHaveProperty("notScanned", expect.stringContaining("ENOENT"));
    expect(here.scan({ PATH: `${here.folder}:${String(process.env.PATH)}` })).toHaveProperty("modules");
  });
});

test("what answers without being a Python is none", () => {
  surroundedBy({ "index.py": "" }, (here) => {
    const scan = here.scan({
      PATH: process.env.PATH,
      LAMBDA_CONTAINER_PYTHON: here.script("other", "cat >/dev/null; echo hello"),
    });
    expect(scan).toHaveProperty("notScanned", expect.stringContaining("no Python's answer: hello"));
  });
});
