import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { endOfArchive, padding, type TarEntry, tarHeader } from "../../../../lib/artifact/image/tar-header";
import { inTemporaryFolder } from "../temporary-folder";
import { readByPython } from "./layer-readers";

/** Header, content and padding of one entry, whose content is of zeros. */
const archive = (entry: TarEntry): Buffer =>
  Buffer.concat([tarHeader(entry), Buffer.alloc(entry.size), padding(entry.size), endOfArchive]);
const file = (path: string): TarEntry => ({ path, executable: false, size: 3 });
const typeFlag = (path: string): string => tarHeader(file(path)).toString("latin1", 156, 157);

test.each([
  ["a name of 100 bytes", "n".repeat(100), "0"],
  ["a name of 101 bytes without a slash", "n".repeat(101), "x"],
  ["folder and name that fill their fields", `${"f".repeat(155)}/${"n".repeat(100)}`, "0"],
  ["a folder a byte too long", `${"f".repeat(156)}/${"n".repeat(100)}`, "x"],
  ["a name a byte too long", `${"f".repeat(155)}/${"n".repeat(101)}`, "x"],
  ["many folders, of which a slash is at the right place", `${"f/".repeat(90)}${"n".repeat(60)}`, "0"],
  ["a folder of 99 bytes and its slash", `${"f".repeat(99)}/`, "5"],
  ["a long folder, whose last slash ends it", `${"f".repeat(100)}/`, "x"],
  ["a long folder in another", `${"f".repeat(60)}/${"g".repeat(60)}/`, "5"],
  ["a name beyond ASCII", "größe.py", "x"],
])("%s takes one block where ustar can say it, and is said by PAX else", (_what, path, flag) => {
  expect(typeFlag(path)).toBe(flag);
  expect(tarHeader(file(path)).length).toBe(flag === "x" ? 3 * 512 : 512);
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "a.tar"), archive({ ...file(path), size: path.endsWith("/") ? 0 : 3 }));
    const script = "import sys, tarfile; print(*tarfile.open(sys.argv[1]).getnames())";
    const listed = execFileSync("python3", ["-X", "utf8", "-c", script, join(folder, "a.tar")], { encoding: "utf8" });
    expect(listed).toBe(`${path.replace(/\/$/, "")}\n`);
  });
});

test("the length of a PAX record counts its own digits, also where they become one more", () => {
  for (const size of [92, 93, 94, 95, 990, 991, 992, 993, 994]) {
    const path = `é${"n".repeat(size - 2)}`;
    const record = tarHeader(file(path)).subarray(512).toString();
    const [line = ""] = record.split("\n");
    expect([line, Number.parseInt(line, 10)]).toEqual([
      `${Buffer.byteLength(line) + 1} path=${path}`,
      Buffer.byteLength(line) + 1,
    ]);
  }
});

test("a header's sum is that of its bytes, with spaces where it stands itself", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.boolean(), fc.nat(0xffffffff), (name, executable, size) => {
      const header = tarHeader({ path: `n${name.replace(/[^ -~]/g, "_")}`, executable, size });
      const [field, length] = [header.toString("latin1", 148, 156), header.toString("latin1", 124, 136)];
      header.fill(" ", 148, 156);
      expect(field).toMatch(/^[0-7]{6}\0 $/);
      expect(Number.parseInt(field, 8)).toBe(header.reduce((sum, byte) => sum + byte, 0));
      expect([length.length, Number.parseInt(length, 8)]).toEqual([12, size]);
    }),
  );
});

test("modes are the two that Lambda's user needs, and owner, group and time are fixed", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, "a.tar.gz");
    const entries = [
      { path: "folder/", executable: false, size: 0 },
      { path: "folder/plain", executable: false, size: 0 },
      { path: "folder/run", executable: true, size: 0 },
    ];
    writeFileSync(path, execFileSync("gzip", ["-c"], { input: Buffer.concat([...entries.map(tarHeader), endOfArchive]) }));
    const [members = []] = readByPython([path], "r:gz");
    expect(members.map((member) => [member.path, member.type, member.mode])).toEqual([
      ["folder", "folder", "0755"],
      ["folder/plain", "file", "0644"],
      ["folder/run", "file", "0755"],
    ]);
    for (const { owner, time } of members) expect([owner, time]).toEqual([[0, 0, "", ""], Date.UTC(1980, 0, 1) / 1_000]);
  });
});

test.each([
  [0, 0],
  [1, 511],
  [511, 1],
  [512, 0],
  [513, 511],
])("after a content of %i bytes come %i zeros", (size, zeros) => {
  expect(padding(size)).toEqual(Buffer.alloc(zeros));
});
