import { accessSync, constants, linkSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { placeZip } from "../../../../lib/artifact/build/place-zip";
import { errorText, inTemporaryFolder } from "../temporary-folder";

/** A file of another file system than the folder's: one made in memory (Linux), or one of the sealed system volume (macOS). */
function withFileElsewhere(folder: string, action: (path: string) => void): void {
  const { dev } = statSync(folder);
  const isElsewhere = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.dev ?? dev) !== dev;
  const [memory = ""] = ["/dev/shm", "/run"].filter((path) => isElsewhere(path) && isWritable(path));
  const system = "/System/Library/CoreServices/SystemVersion.plist";
  if (memory === "") {
    if (!isElsewhere(system)) throw new Error("there is no second file system here to test with: mount a tmpfs at /dev/shm");
    action(system);
    return;
  }
  const made = mkdtempSync(join(memory, "artifact-test-"));
  try {
    writeFileSync(join(made, "artifact.zip"), "PK\u0005\u0006", { mode: 0o600 });
    action(join(made, "artifact.zip"));
  } finally {
    rmSync(made, { recursive: true });
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

test("a ZIP is placed as a link, which takes no room", () => {
  inTemporaryFolder((folder) => {
    const [path, target] = [join(folder, "kept.zip"), join(folder, "placed.zip")];
    writeFileSync(path, "PK");
    placeZip({ path }, target);
    expect(statSync(target).ino).toBe(statSync(path).ino);
  });
});

test("on another file system it is placed as a copy, readable to all whatever the umask", () => {
  inTemporaryFolder((folder) => {
    withFileElsewhere(folder, (path) => {
      const target = join(folder, "placed.zip");
      const before = process.umask(0o077);
      try {
        placeZip({ path }, target);
      } finally {
        process.umask(before);
      }
      expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
      expect((statSync(target).mode & 0o777).toString(8)).toBe("644");
      expect(statSync(target).dev).not.toBe(statSync(path).dev);
    });
  });
});

test("what lies where it should go is replaced and never written through, since it may be a link into the cache", () => {
  inTemporaryFolder((folder) => {
    const [before, target] = [join(folder, "before.zip"), join(folder, "placed.zip")];
    writeFileSync(join(folder, "kept.zip"), "PK");
    writeFileSync(before, "another version");
    linkSync(before, target);
    placeZip({ path: join(folder, "kept.zip") }, target);
    expect(readFileSync(target, "utf8")).toBe("PK");
    withFileElsewhere(folder, (path) => {
      placeZip({ path }, target);
      expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
    });
    expect([readFileSync(join(folder, "kept.zip"), "utf8"), readFileSync(before, "utf8")]).toEqual(["PK", "another version"]);
  });
});

test("where it cannot be written, a person is told where and what to do", () => {
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "kept.zip"), "PK");
    writeFileSync(join(folder, "file"), "");
    expect(
      errorText(folder, () => {
        placeZip({ path: join(folder, "kept.zip") }, join(folder, "file/placed.zip"));
      }),
    ).toMatchInlineSnapshot(`
      "UserError
      the ZIP cannot be written: ENOTDIR: not a directory, lstat '~/file/placed.zip'
        where: ~/file/placed.zip
        fix:   make room, or give yourself the right to write there"
    `);
  });
});
