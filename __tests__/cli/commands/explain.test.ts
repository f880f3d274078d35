import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Io } from "../../../cli/commands/command";
import { UsageError } from "../../../cli/commands/command";
import { explain } from "../../../cli/commands/explain";
import { readAll } from "../../../cli/commands/read-all";
import { makeZip } from "../../lib/artifact/inspect/make-zip";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

/** What the command prints, and its exit code. */
async function explained(folder: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const lines: string[] = [];
  const env = { PATH: process.env.PATH ?? "", LAMBDA_CONTAINER_CACHE: join(folder, "cache"), SOURCE_DATE_EPOCH: "1795500000" };
  const io: Io = { out: (text) => lines.push(text), err: () => undefined, env, root: folder };
  const code = await explain.run(args, io);
  return { code, out: lines.join("\n").replaceAll(folder, "~") };
}

const handler = "import boto3\nimport yaml\n\ndef handler(event, context): ...\n";

test("a ZIP is told at 80 columns, and exits with 0 although it will fail, unless it is to be checked", async () => {
  await inTemporaryFolder(async (folder) => {
    const zip = join(folder, "function.zip");
    writeFileSync(
      zip,
      makeZip([
        { name: "index.py", content: handler, dosTime: 0x5b784a00, stored: true },
        { name: `${"long/".repeat(12)}n\u202Eame.py`, stored: true },
      ]),
    );
    const { code, out } = await explained(folder, zip, "--runtime", "python3.11");
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "~/function.zip: the function
        395 bytes, 65 unpacked, 2 files
        CodeSha256  69IsL7lRDSLZe7FYxJhDaVVlSmz5cIhZ2/1SDp9RWfg=
        files that no distribution records
          index.py                                                 59  0644
          long/long/long/long/lo…long/long/n\\u202eame.py            6  0644

      python3.11 on x86_64
        handler     index.handler (as its text shows)
        zipped      395 of 52,428,800 bytes, 0.0 % (more goes through S3)
        unpacked    65 of 262,144,000 bytes, 0.0 %, layers included

      What it imports, and who supplies it
        boto3                        AWS                index.py:1
        yaml                         nobody             index.py:2

      What makes its hash another when the same content is packed again
        times: index.py carries the time it was written or packed at
          fix: pack with one fixed time: SOURCE_DATE_EPOCH where the tool reads it, or
            zip -X after touch -d @315532800 on every file

      What will hurt
        fails: index.py imports yaml, which nobody supplies: neither the function's
          own code, nor its dependencies, nor AWS's python3.11 runtime
          where: index.py:2
          fix: add PyYAML to requirements.txt"
    `);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect((await explained(folder, zip, "--runtime", "python3.11", "--check")).code).toBe(1);
  });
});

test("--json prints the value, and --check finds nothing where nothing is wrong", async () => {
  await inTemporaryFolder(async (folder) => {
    const zip = join(folder, "function.zip");
    const layer = join(folder, "layer.zip");
    writeFileSync(zip, makeZip([{ name: "app/main.py", content: handler }]));
    writeFileSync(layer, makeZip([{ name: "python/yaml.py" }]));
    const named = ["--handler", "app/main.handler", "--architecture", "arm64", "--layer", layer];
    const { code, out } = await explained(folder, zip, "--runtime", "python3.13", ...named, "--json", "--check");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ version: 1, runtime: "python3.13", architecture: "arm64", findings: [] },
      handler: { name: "app/main.handler", known: "named" },
      zips: [{ holds: "function" }, { holds: "layer" }],
    });
  });
});

test("an error is explained with exit code 0, what is not known with 1", async () => {
  await inTemporaryFolder(async (folder) => {
    const known = await explained(folder, "--error", "Error: Saved plan is stale", "--json");
    expect([known.code, (JSON.parse(known.out) as { errors: { name: string }[] }).errors.map(({ name }) => name)]).toEqual([
      0,
      ["Saved plan is stale"],
    ]);
    const unknown = await explained(folder, "--error", "Error: the moon is in the way");
    expect([unknown.code, unknown.out.split("\n")[0]]).toEqual([1, "No error in it is one that is known here."]);
  });
});

test.each([
  [[]],
  [["function.zip"]],
  [["function.zip", "--runtime", "python2.7"]],
  [["function.zip", "other.zip", "--runtime", "python3.11"]],
  [["function.zip", "--runtime", "python3.11", "--architecture", "mips"]],
  [["function.zip", "--runtime", "python3.11", "--handler", "index"]],
  [["function.zip", "--error", "x"]],
  [["--error", "x", "--runtime", "python3.11"]],
])("%j is no way to call it", async (args) => {
  await expect(explained("/nowhere", ...args)).rejects.toThrow(UsageError);
});

test("a log on standard input is read to its end, up to 16 MB", async () => {
  await expect(readAll(Readable.from([Buffer.from("Größ").subarray(0, 3), Buffer.from("Größ").subarray(3)]))).resolves.toBe(
    "Größ",
  );
  const endless = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024)));
  await expect(readAll(endless)).rejects.toThrow("the log is longer than 16 MB");
});
