import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { ImportFacts } from "../../../../lib/artifact/import-proof/import-facts";
import { proveImport } from "../../../../lib/artifact/import-proof/prove-import";
import { keepUnpacked, unpackedPath } from "../../../../lib/artifact/import-proof/unpacked";
import { errorText } from "../temporary-folder";
import { index, inProofCase, type ProofCase, runtime, withPython } from "./proof-case";

const layer = { "dep.py": "name = 'dep'\n" };

function startedBy(proof: ProofCase, action: () => unknown): number {
  const before = proof.started();
  action();
  return proof.started() - before;
}

withPython("what was proven once starts no process again, and leaves nothing but what is kept", () => {
  inProofCase((proof) => {
    const first = proof.run({ code: index("import dep"), layer });
    expect(proof.started()).toBe(2); // one unpacks, one imports
    const cached = startedBy(proof, () => {
      expect(proof.run({ code: index("import dep"), layer })).toEqual(JSON.parse(JSON.stringify(first)));
    });
    expect(cached).toBe(0);
    expect(readdirSync(join(proof.cache, "tmp"))).toEqual([]);
    const kept = proof.inCache().filter((path) => !statSync(join(proof.cache, path)).isDirectory());
    expect(kept).toEqual([
      expect.stringMatching(/^import-proofs\/[0-9a-f]{64}\.json$/),
      expect.stringMatching(/^unpacked-1\/[0-9a-f]{64}\/python\/dep\.py$/), // and no __pycache__
    ]);
  });
});

withPython("of a bundle the dependencies are unpacked once, and linked to when the code alone changes", () => {
  inProofCase((proof) => {
    const dependency = { "dependency/__init__.py": "name = 'dependency'\n", "dependency/inner/data.py": "" };
    proof.run({ code: { ...index("import dependency.inner.data"), ...dependency } });
    const kept = proof.inCache().filter((path) => /^unpacked-1\/.*\.py$/.test(path));
    expect(kept.map((path) => path.slice(-24))).toEqual([
      expect.stringMatching(/dependency\/__init__\.py$/),
      expect.stringMatching(/dependency\/inner\/data\.py$/),
    ]);
    const [first = ""] = kept;
    writeFileSync(join(proof.cache, first), "name = 'seen again'\n"); // shows that it is linked to
    const other = index("import dependency, dependency.inner.data", "assert dependency.name == 'seen again'");
    const { outcome } = proof.run({ code: { ...other, ...dependency } });
    expect(outcome).toMatchObject({ kind: "imported" });
    expect(readdirSync(join(proof.cache, "tmp"))).toEqual([]);
  });
});

withPython("an import that fails is kept too", () => {
  inProofCase((proof) => {
    const first = proof.run({ code: index("import nowhere") });
    const again = startedBy(proof, () => {
      expect(proof.run({ code: index("import nowhere") })).toEqual(JSON.parse(JSON.stringify(first)));
    });
    expect(again).toBe(0);
    expect(readdirSync(join(proof.cache, "tmp"))).toEqual([]);
  });
});

withPython("another code, layer, handler or variable is proven anew, and so is what is damaged", () => {
  inProofCase((proof) => {
    const code = index("import os");
    proof.run({ code, layer });
    const others = [
      { code: index("import re"), layer },
      { code, layer: { "dep.py": "name = 'other'\n" } },
      { code, layer, handler: "index.os" },
      { code, layer, environment: { A: "1" } },
      { code, layer, environment: { A: "2" } },
      { code, layer, environment: { A: undefined } },
    ];
    for (const other of others) expect(startedBy(proof, () => proof.run(other))).toBe(2);
    expect(startedBy(proof, () => proof.run({ code, layer, environment: {} }))).toBe(0);
    const proofs = join(proof.cache, "import-proofs");
    for (const name of readdirSync(proofs)) writeFileSync(join(proofs, name), "{}");
    expect(startedBy(proof, () => proof.run({ code, layer }))).toBe(2);
  });
});

withPython("another version of what AWS supplies is proven anew", () => {
  inProofCase((proof) => {
    const supplied = join(proof.folder, "supplied");
    const env = { PATH: join(proof.folder, "bin"), LAMBDA_CONTAINER_SUPPLIED: supplied };
    const code = index("import six");
    writeFileSync(supplied, "");
    expect(errorText(proof.folder, () => proof.run({ code, env }))).toMatchInlineSnapshot(`
      "UserError
      LAMBDA_CONTAINER_SUPPLIED names no folder
        where: ~/supplied
        fix:   name a folder in which boto3 and what it needs are installed, or unset it"
    `);
    rmSync(supplied);
    mkdirSync(supplied);
    writeFileSync(join(supplied, "six.py"), "");
    expect(proof.run({ code, env })).toMatchObject({ outcome: { kind: "imported" }, supplied: ["six"] });
    utimesSync(join(supplied, "six.py"), 1, 1);
    expect(startedBy(proof, () => proof.run({ code, env }))).toBe(2);
    expect(startedBy(proof, () => proof.run({ code, env }))).toBe(0);
  });
});

withPython("a layer is unpacked once for all codes, and removed when nothing asked for it for an hour", () => {
  inProofCase((proof) => {
    const unpacked = join(proof.cache, "unpacked-1");
    const tree = (): string => join(unpacked, readdirSync(unpacked)[0] ?? "");
    proof.run({ code: index("import dep"), layer });
    const dep = join(tree(), "python", "dep.py");
    const { ino } = statSync(dep);
    proof.run({ code: index("import dep, re"), layer });
    expect(statSync(dep).ino).toBe(ino);
    const twoHoursAgo = Date.now() / 1000 - 7200;
    utimesSync(tree(), twoHoursAgo, twoHoursAgo);
    proof.run({ code: index("import dep, re"), layer }); // cached, and a use
    proof.run({ code: index() });
    expect(existsSync(dep)).toBe(true);
    utimesSync(tree(), twoHoursAgo, twoHoursAgo);
    proof.run({ code: index("import os") });
    expect(readdirSync(unpacked)).toEqual([]);
    expect(readdirSync(join(proof.cache, "tmp"))).toEqual([]);
  });
});

test("of two processes that unpack the same layer the first one's folder stays", () => {
  inProofCase(({ cache }) => {
    for (const name of ["first", "second"]) {
      mkdirSync(join(cache, name), { recursive: true });
      writeFileSync(join(cache, name, "by"), name);
      keepUnpacked(cache, "abc", join(cache, name));
    }
    expect(readFileSync(join(unpackedPath(cache, "abc"), "by"), "utf8")).toBe("first");
  });
});

withPython("files have the modes of the ZIP", () => {
  inProofCase((proof) => {
    const code = index("import os", "assert os.stat('index.py').st_mode & 0o777 == 0o644, oct(os.stat('index.py').st_mode)");
    const before = process.umask(0o077);
    try {
      expect(proof.run({ code }).outcome).toMatchObject({ kind: "imported" });
    } finally {
      process.umask(before);
    }
  });
});

test("without the runtime's Python, and for another processor, nothing is tried", () => {
  inProofCase((proof) => {
    const code = index();
    const facts: ImportFacts[] = [
      proof.prove({ code, env: { PATH: "/nowhere" } }),
      proof.prove({ code, architecture: process.arch === "arm64" ? "x86_64" : "arm64" }),
    ];
    expect(facts).toEqual([
      { kind: "static only", reason: `no ${runtime} on this machine` },
      { kind: "static only", reason: expect.stringMatching(/^this machine is \w+, and the function \w+$/) as string },
    ]);
    expect(proof.started()).toBe(0);
  });
});

withPython("on a machine that is no Linux only what is not compiled is tried", () => {
  inProofCase((proof) => {
    const architecture = process.arch === "arm64" ? "arm64" : "x86_64";
    const machine = { platform: "darwin", architecture } as const;
    const reason = "python/a/b.cpython-311-x86_64-linux-gnu.so is compiled for Linux, and this machine has darwin";
    const compiled = { "a/b.cpython-311-x86_64-linux-gnu.so": "" };
    expect(proof.prove({ code: index(), layer: compiled, machine })).toEqual({ kind: "static only", reason });
    expect(proof.prove({ code: index(), layer, machine })).toMatchObject({ outcome: { kind: "imported" } });
  });
});

withPython("a Python that does not work is said not to, and so is a ZIP that is none", () => {
  inProofCase((proof) => {
    const broken = join(proof.folder, "bin", runtime);
    const request = { handler: "index.handler", runtime, architecture: process.arch === "arm64" ? "arm64" : "x86_64" } as const;
    const { path } = proof.zip("code", index(), "");
    writeFileSync(path, "no ZIP");
    const env = { PATH: join(proof.folder, "bin") };
    const code = { path, sha256: "0".repeat(64), files: [] };
    const facts = [proveImport({ ...request, cache: proof.cache, cwd: proof.folder, env, code })];
    writeFileSync(broken, "#!/bin/sh\necho 'no such library' >&2; exit 127\n");
    chmodSync(broken, 0o755);
    facts.push(proof.prove({ code: index() }));
    const text = JSON.stringify(facts).replaceAll(proof.folder, "~").replaceAll(runtime, "python3.x");
    expect(JSON.parse(text)).toMatchInlineSnapshot(`
      [
        {
          "kind": "static only",
          "reason": "no python3.x of this machine works: zipfile.BadZipFile: File is not a zip file",
        },
        {
          "kind": "static only",
          "reason": "no python3.x of this machine works: no such library",
        },
      ]
    `);
    expect(readdirSync(join(proof.cache, "tmp"))).toEqual([]);
  });
});
