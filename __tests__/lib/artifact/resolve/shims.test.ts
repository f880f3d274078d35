import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { withoutShims } from "../../../../lib/artifact/resolve/shims";
import { inTemporaryFolder } from "../temporary-folder";

test("pyenv's shims give way to the versions they stand for, the newest first, and the rest of PATH stays", () => {
  inTemporaryFolder((folder) => {
    for (const version of ["3.9.18", "3.13.0", "3.12.1"]) mkdirSync(join(folder, "versions", version), { recursive: true });
    const path = ["/usr/bin", join(folder, "shims"), "/opt/shims", "/bin"].join(delimiter);
    const bin = (version: string): string => join(folder, "versions", version, "bin");
    expect(withoutShims(path).split(delimiter)).toEqual([
      ...["/usr/bin", bin("3.13.0"), bin("3.12.1"), bin("3.9.18"), "/opt/shims", "/bin"],
    ]);
  });
});
