import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { handover } from "../../../cli/commands/handover";
import type { HandoverManifest } from "../../../cli/delivery/handover-manifest";
import { packHandover } from "../../../cli/delivery/pack-handover";
import type { PlannedFile } from "../../../cli/delivery/planned-uploads";
import { unpackHandover } from "../../../cli/delivery/unpack-handover";
import { makeZip, type MadeEntry } from "../../lib/artifact/inspect/make-zip";
import { errorText, inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

const sha256 = (content: string, encoding: "hex" | "base64" = "hex"): string =>
  createHash("sha256").update(content).digest(encoding);
const upload = (path: string, content: string): PlannedFile => ({
  ...{ is: "file", address: "aws_lambda_function.f", path, wants: "source_code_hash" },
  hashes: [{ argument: "aws_lambda_function.f.source_code_hash", value: sha256(content, "base64") }],
});

const stack = {
  tfplan: "the plan",
  "cdk.tf.json": "{}",
  ".terraform.lock.hcl": "the lock",
  "artifacts.json": "{}",
  "checks.json": "{}",
  "packages/f.zip": "the code",
  "modules/m/main.tf": "",
  ".terraform/modules/x.tf": "not this",
  "secret.tfvars": "nor this",
  "backend/index.py": "nor this",
};
const handed = [
  ".terraform.lock.hcl",
  "artifacts.json",
  "cdk.tf.json",
  "checks.json",
  "modules/m/main.tf",
  "packages/f.zip",
  "tfplan",
];
const planned = [upload("./packages/f.zip", "the code")];

describe("a handover", () => {
  test("has the plan, what it uploads, the configuration, the lock, the receipt and the checks, and comes back as it was", () => {
    inTemporaryFolder((folder) => {
      write(join(folder, "stack"), stack);
      const archive = join(folder, "handover.zip");
      packHandover(archive, { directory: join(folder, "stack"), plan: join(folder, "stack/tfplan"), planned });
      const { files } = unpackHandover(archive, join(folder, "a new/place"));
      expect(files.map(({ path }) => path)).toEqual(handed);
      for (const path of handed)
        expect(readFileSync(join(folder, "a new/place", path), "utf8")).toBe(stack[path as keyof typeof stack]);
      const unpacked = readdirSync(join(folder, "a new/place"), { recursive: true, withFileTypes: true });
      expect(
        unpacked
          .filter((entry) => entry.isFile())
          .map(({ name }) => name)
          .sort(),
      ).toEqual(
        [
          ...[".terraform.lock.hcl", "artifacts.json", "cdk.tf.json", "checks.json"],
          "f.zip",
          "handover.json",
          "main.tf",
          "tfplan",
        ].sort(),
      );
      expect(statSync(join(folder, "a new/place/tfplan")).mode & 0o077).toBe(0);
    });
  });

  test("has the same bytes wherever the stack directory lies", () => {
    inTemporaryFolder((folder) => {
      const hashes = ["a", "b/c"].map((place) => {
        write(join(folder, place), stack);
        const handover = { directory: join(folder, place), plan: join(folder, place, "tfplan"), planned };
        return packHandover(join(folder, `${place}.zip`), handover).sha256;
      });
      expect(hashes[0]).toBe(hashes[1]);
    });
  });

  test.each(["/abs/f.zip", "../f.zip", "a/../../f.zip", "link/../f.zip", "~/f.zip"])(
    "is not made where the plan uploads %s",
    (path) => {
      inTemporaryFolder((folder) => {
        write(folder, stack);
        const act = (): unknown =>
          packHandover(join(folder, "h.zip"), { directory: folder, plan: join(folder, "tfplan"), planned: [upload(path, "")] });
        expect(act).toThrow("lies outside of the stack directory");
        expect(existsSync(join(folder, "h.zip"))).toBe(false);
      });
    },
  );
});

const contents = { tfplan: "the plan", "packages/f.zip": "the code" };
const entriesOf = (files: Readonly<Record<string, string>>): MadeEntry[] =>
  Object.entries(files).map(([name, content]) => ({ name, content, stored: true }));

function manifestOf(files: Readonly<Record<string, string>>, change: Partial<HandoverManifest> = {}): MadeEntry {
  const listed = Object.entries(files).map(([path, content]) => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: sha256(content),
  }));
  const content = JSON.stringify({ version: 1, files: listed, planned, ...change });
  return { name: "handover.json", content, stored: true };
}

test("is not unpacked by the command without the sha256 that was printed", async () => {
  const io = { out: () => undefined, err: () => undefined, env: {}, root: "/" };
  await expect(handover.run(["--unpack", "h.zip", "out"], io)).rejects.toThrow("say --sha256 HEX");
});

describe("an archive that anybody may have touched", () => {
  test("is unpacked where nothing is amiss", () => {
    inTemporaryFolder((folder) => {
      writeFileSync(join(folder, "h.zip"), makeZip([...entriesOf(contents), manifestOf(contents)]));
      unpackHandover(join(folder, "h.zip"), join(folder, "out"));
      expect(readFileSync(join(folder, "out/packages/f.zip"), "utf8")).toBe("the code");
    });
  });

  const all = entriesOf(contents);
  test.each<[string, readonly MadeEntry[] | Buffer, string]>([
    ["a file is missing", [...all.slice(0, 1), manifestOf(contents)], "packages/f.zip is missing"],
    [
      "a file is one more",
      [...all, { name: "evil.tf", stored: true }, manifestOf(contents)],
      "evil.tf is there too, and nobody listed it",
    ],
    [
      "a file has other bytes",
      [...entriesOf({ ...contents, tfplan: "THE plan" }), manifestOf(contents)],
      "tfplan is another than the one that was handed over",
    ],
    [
      "a file is longer",
      [...entriesOf({ ...contents, tfplan: "the plan!" }), manifestOf(contents)],
      "tfplan has 9 bytes, and should have 8",
    ],
    ["a file is there twice", [...all, ...all.slice(0, 1), manifestOf(contents)], "is there twice"],
    [
      "file and list are changed alike, but not the plan",
      [...entriesOf({ ...contents, "packages/f.zip": "evil" }), manifestOf({ ...contents, "packages/f.zip": "evil" })],
      "packages/f.zip is another file than the planned one",
    ],
    [
      "what the plan uploads is in neither",
      [...all.slice(0, 1), manifestOf({ tfplan: "the plan" })],
      "packages/f.zip is not there, and the plan uploads it",
    ],
    ["there is no plan", [...all.slice(1), manifestOf({ "packages/f.zip": "the code" })], "it has no tfplan"],
    ["there is no list", all, "it is no handover"],
    ["the list is none", [...all, { name: "handover.json", content: "[", stored: true }], "it is no handover"],
    [
      "the list is of another version",
      [...all, { name: "handover.json", content: '{"version":2,"files":[],"planned":[]}', stored: true }],
      "it is no handover",
    ],
    ["the list leads out", [...all, manifestOf({ ...contents, "../x": "" })], "it is no handover"],
    ["the plan leads out", [...all, manifestOf(contents, { planned: [upload("../f.zip", "")] })], "it is no handover"],
    ["a name leads out", [...all, { name: "../evil", stored: true }, manifestOf(contents)], "leads out of the folder"],
    ["a name is absolute", [...all, { name: "/evil", stored: true }, manifestOf(contents)], "is absolute"],
    ["a name has a backslash", [...all, { name: "..\\evil", stored: true }, manifestOf(contents)], "has a backslash"],
    [
      "a file is a link",
      [
        all[0] ?? { name: "" },
        { name: "packages/f.zip", content: "the code", stored: true, unixMode: 0o120777 },
        manifestOf(contents),
      ],
      "packages/f.zip is no plain file",
    ],
    [
      "a file is compressed, and may unpack to anything",
      [all[0] ?? { name: "" }, { name: "packages/f.zip", content: "the code" }, manifestOf(contents)],
      "packages/f.zip is no plain file",
    ],
    [
      "two names differ in capitals alone",
      [...entriesOf({ ...contents, TFPLAN: "" }), manifestOf({ ...contents, TFPLAN: "" })],
      "two names differ in capitals alone",
    ],
    ["it is cut short", makeZip([...all, manifestOf(contents)]).subarray(0, 60), "is damaged"],
    ["it is no archive", Buffer.from("hello"), "is damaged"],
  ])("is refused where %s, and nothing is left", (_, entries, message) => {
    inTemporaryFolder((folder) => {
      writeFileSync(join(folder, "h.zip"), Buffer.isBuffer(entries) ? entries : makeZip(entries));
      expect(() => unpackHandover(join(folder, "h.zip"), join(folder, "below/out"))).toThrow(message);
      expect(readdirSync(folder, { recursive: true }).filter((name) => name !== "h.zip" && name !== "below")).toEqual([]);
    });
  });

  test.each([
    [
      "a file",
      (out: string) => {
        writeFileSync(out, "");
      },
    ],
    [
      "a link to an empty folder",
      (out: string) => {
        mkdirSync(`${out}-elsewhere`);
        symlinkSync(`${out}-elsewhere`, out);
      },
    ],
    [
      "a link to nothing",
      (out: string) => {
        symlinkSync("nothing", out);
      },
    ],
  ])("is not unpacked to what is %s", (_, make) => {
    inTemporaryFolder((folder) => {
      make(join(folder, "out"));
      writeFileSync(join(folder, "h.zip"), makeZip([...all, manifestOf(contents)]));
      expect(() => unpackHandover(join(folder, "h.zip"), join(folder, "out"))).toThrow("it is no folder");
      expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    });
  });

  test.each([
    ["a file is a folder, too", { a: "", "a/b": "" }],
    ["a name is longer than a file system takes", { ["n".repeat(300)]: "" }],
  ])("is refused in words where %s, and nothing is left", (_, more) => {
    inTemporaryFolder((folder) => {
      const files = { ...contents, ...more };
      writeFileSync(join(folder, "h.zip"), makeZip([...entriesOf(files), manifestOf(files)]));
      const told = errorText(folder, () => unpackHandover(join(folder, "h.zip"), join(folder, "out")));
      expect(told).toMatch(/could not be unpacked: [^]*out\n +fix: /);
      expect(readdirSync(folder)).toEqual(["h.zip"]);
    });
  });

  test.each(["a file in it", "a link to elsewhere"])("is not unpacked to a folder with %s", (what) => {
    inTemporaryFolder((folder) => {
      mkdirSync(join(folder, "out"));
      write(folder, { "elsewhere/kept": "" });
      if (what === "a file in it") write(folder, { "out/kept": "" });
      else symlinkSync(join(folder, "elsewhere"), join(folder, "out/link"));
      writeFileSync(join(folder, "h.zip"), makeZip([...all, manifestOf(contents)]));
      expect(() => unpackHandover(join(folder, "h.zip"), join(folder, "out"))).toThrow("there is something in this folder");
    });
  });

  test.each([
    ["the right sha256", (hash: string) => hash.toUpperCase(), "terraform -chdir="],
    ["another sha256", () => sha256("other"), "it is another archive than the one that was handed over"],
  ])("is held against %s", async (_, wanted, said) => {
    await inTemporaryFolder(async (folder) => {
      const zip = makeZip([...all, manifestOf(contents)]);
      writeFileSync(join(folder, "h.zip"), zip);
      const out: string[] = [];
      const io = { out: (text: string) => void out.push(text), err: jest.fn(), env: {}, root: folder };
      const hash = createHash("sha256").update(zip).digest("hex");
      const run = handover.run(["--unpack", join(folder, "h.zip"), join(folder, "out"), "--sha256", wanted(hash)], io);
      expect(await run.then(() => out.join("\n")).catch((error: unknown) => (error as Error).message)).toContain(said);
    });
  });
});
