import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cloudFolder, makeTemporaryFolder, temporaryFolder } from "../../../cli/local/cloud-folder";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

function made(root: string): string {
  const folder = cloudFolder(root);
  mkdirSync(folder.cloud, { recursive: true });
  makeTemporaryFolder(folder);
  return temporaryFolder(folder);
}

test("sockets have a short path, for their owner alone, even where the project has a long one", () => {
  inTemporaryFolder((folder) => {
    const [one, other] = ["one", "other"].map((name) => made(join(folder, "a-long-name".repeat(10), name)));
    expect(one).not.toBe(other);
    for (const path of [one ?? "", other ?? ""]) {
      expect(path.startsWith(folder)).toBe(false);
      expect((statSync(path).mode & 0o777).toString(8)).toBe("700");
      rmSync(path, { recursive: true });
    }
  });
});

test("where it went is remembered, whatever TMPDIR says later", () => {
  inTemporaryFolder((folder) => {
    const root = join(folder, "a-long-name".repeat(10));
    const path = made(root);
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = "/elsewhere";
    expect(temporaryFolder(cloudFolder(root))).toBe(path);
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(path, { recursive: true });
  });
});

test("a short project keeps it in its own folder", () => {
  expect(temporaryFolder(cloudFolder("/home/me/project"))).toBe("/home/me/project/.local/cloud/tmp");
});
