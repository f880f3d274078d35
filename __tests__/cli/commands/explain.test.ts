import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Io } from "../../../cli/commands/command";
import type { Explanation } from "../../../cli/explain/model/explanation";
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

test("a ZIP is told at 80 columns, and exits with 0 although it will fail, unless it is asked to fail", async () => {
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
      "function.zip
      Nobody builds it: AWS starts its python3.11 container at the first request and
      pours your 395 bytes into /var/task.
      runtime strategy, python3.11 on x86_64, read from its ZIPs alone

      The container
        ┌────────────────────────────────────────────────────────────────────────────┐
        │ your code                                                            yours │
        │ /var/task, 395 bytes zipped, 65 bytes unpacked                             │
        │ ~/function.zip, made elsewhere                     │
        ╞════════════════════════════════════════════════════════════════════════════╡
        │ boto3 1.27.1 or newer, and what it needs                               AWS │
        │ /var/lang                                                                  │
        │ installed by AWS, which updates it when it likes and does not say to what  │
        │ last seen in public 2023-11-29                                             │
        ├────────────────────────────────────────────────────────────────────────────┤
        │ Python 3.11                                                            AWS │
        │ /var/lang                                                                  │
        │ built by AWS; its newest patch                                             │
        │ patched by AWS until 2027-06-30                                            │
        ├────────────────────────────────────────────────────────────────────────────┤
        │ Amazon Linux 2 (glibc 2.26)                                            AWS │
        │ /                                                                          │
        │ built by AWS, long before your deployment                                  │
        │ patched by AWS until 2027-06-30                                            │
        └────────────────────────────────────────────────────────────────────────────┘

      The ZIP
        ~/function.zip
          the function, made elsewhere
          395 bytes, 65 unpacked, 2 files
          sha256      ebd22c2fb9510d22d97bb158c498436955654a6cf9708859dbfd520e9f5159f8
          CodeSha256  69IsL7lRDSLZe7FYxJhDaVVlSmz5cIhZ2/1SDp9RWfg=
          files, all others           unpacked compressed  mode
          index.py                          59         59  0644
          long/long/l…\\u202eame.py           6          6  0644
          not in it on purpose
            boto3: AWS's python3.11 has it
            an operating system: AWS's python3.11 has it
            Python: AWS's python3.11 has it
            a container: there is none before the first request: AWS starts it then
        against AWS's limits
          zipped     395 of 52,428,800 bytes, 0.0 %; more goes through S3
          unpacked   65 of 262,144,000 bytes, 0.0 %, with all that is in it

      The timeline
        on your machine, or CI
          plan                         not yet
            the ZIP's hash is in the plan
          upload                       not yet
            the apply sends the ZIP to AWS
        in AWS
          created                      not yet
            AWS keeps the code and the function's settings: there is no container yet
          first request                not yet
            AWS starts a python3.11 container, unpacks the ZIP into /var/task, imports
              the handler's module, and calls it
          second request               not yet
            the same container answers, with all it has imported

      Who controls what
        you
          code                   2 files
          dependencies           runtime
          processor              x86_64
        AWS
          operating system       Amazon Linux 2, glibc 2.26
          Python 3.11            its patches
          boto3                  its version
          containers             when they start and stop, and how many there are
          network                a way to the internet
          scaling                one container for each request under way

      The strategies compared, in bytes
                           zipped       unpacked  after an edit      room left
        * runtime             395             65            395    262,143,934
            needs Terraform alone
            who patches: AWS patches the system, Python and boto3
          bundle    not measured: its sources are not here
            needs Terraform alone
            who patches: AWS patches the system and Python; you the dependencies
          layer     not measured: its sources are not here
            needs Terraform alone
            who patches: AWS patches the system and Python; you the dependencies
          image     not measured: its sources are not here
            needs Terraform and npm run image
            who patches: you patch all of it, by pinning a newer base
        * runtime is chosen: that is what its ZIPs show

      What will hurt
        fails: index.py imports yaml, which nobody supplies: neither the function's
          own code, nor its dependencies, nor AWS's python3.11 runtime
          where: index.py:2
          fix: install PyYAML into the ZIP or a layer: AWS reads no requirements.txt
      What makes its hash another when the same content is packed again
        to know: packed again, the same content may have another hash: index.py
          carries the time it was written or packed at
          where: ~/function.zip
          fix: pack with one fixed time: SOURCE_DATE_EPOCH where the tool reads it, or
            zip -X after touch -d @315532800 on every file

      What it imports, by who supplies it
        nobody        yaml (index.py:2)
        AWS           boto3

      What cannot be known this way
        - who asked for a distribution: a ZIP has no lines of requirements, only what
          distributions ask of each other
        - what was left out, and by which rule
        - memory, timeout, environment and rights: name a plan with --plan
        - which boto3 AWS supplies today: npm run explain -- --live asks the running
          function"
    `);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect((await explained(folder, zip, "--runtime", "python3.11", "--ci")).code).toBe(1);
  });
});

test("--json prints the value, and --ci is content where nothing is wrong", async () => {
  await inTemporaryFolder(async (folder) => {
    const zip = join(folder, "function.zip");
    const layer = join(folder, "layer.zip");
    writeFileSync(zip, makeZip([{ name: "app/main.py", content: handler }]));
    writeFileSync(layer, makeZip([{ name: "python/yaml.py" }]));
    const named = ["--handler", "app/main.handler", "--architecture", "arm64", "--layer", layer];
    const { code, out } = await explained(folder, zip, "--runtime", "python3.13", ...named, "--json", "--ci");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      functions: [
        {
          ...{ name: "function.zip", from: "zip", strategy: "layer", runtime: "python3.13", architecture: "arm64" },
          zips: [{ holds: "function" }, { holds: "layer" }],
        },
      ],
    });
    const [fn] = (JSON.parse(out) as Explanation).functions;
    expect(fn?.findings.filter(({ level }) => level !== "note")).toEqual([]);
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
  [["function.zip"]],
  [["why"]],
  [["why", " "]],
  [["why", "boto3", "--html", "page.html"]],
  [["why", "boto3", "--markdown"]],
  [["--diff", "a", "b", "--sbom"]],
  [["--dir", "elsewhere"]],
  [["--function", "chat"]],
  [["--runtime", "python3.12"]],
  [["--handler", "index.handler"]],
  [["--layer", "layer.zip"]],
  [["--aws"]],
  [["--diff", "a"]],
  [["--json", "--markdown"]],
  [["--max-zipped", "ten"]],
  [["--plan", "tfplan", "function.zip"]],
  [["function.zip", "--runtime", "python3.11", "--measure"]],
  [["function.zip", "--runtime", "python3.11", "--live"]],
  [["function.zip", "--runtime", "python2.7"]],
  [["function.zip", "other.zip", "--runtime", "python3.11"]],
  [["function.zip", "--runtime", "python3.11", "--architecture", "mips"]],
  [["function.zip", "--runtime", "python3.11", "--handler", "index"]],
  [["function.zip", "--error", "x"]],
  [["--error", "x", "--runtime", "python3.11"]],
])("%j is no way to call it", async (args) => {
  await expect(explained("/nowhere", ...args)).rejects.toThrow(UsageError);
});

test.each([
  ["a name that is no file", ["boto3"], /^there is no such file or folder\n.*boto3\n.*explain -- why NAME$/],
  ["a page in a folder that is not there", ["--html", "/nowhere/page.html"], /^the page cannot be written: ENOENT/],
])("%s is told to the person who wrote it", async (_, args, expected) => {
  await inTemporaryFolder(async (folder) => {
    const zip = join(folder, "function.zip");
    writeFileSync(zip, makeZip([{ name: "index.py", content: "def handler(event, context): ...\n" }]));
    const all = args[0] === "--html" ? [zip, "--runtime", "python3.11", ...args] : args;
    const told = await explained(folder, ...all).catch((error: unknown) => error);
    expect(told).toMatchObject({ name: "UserError", message: expect.stringMatching(expected) as string });
  });
});

test("a log on standard input is read to its end, up to 16 MB", async () => {
  await expect(readAll(Readable.from([Buffer.from("Größ").subarray(0, 3), Buffer.from("Größ").subarray(3)]))).resolves.toBe(
    "Größ",
  );
  const endless = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024)));
  await expect(readAll(endless)).rejects.toThrow("the log is longer than 16 MB");
});
