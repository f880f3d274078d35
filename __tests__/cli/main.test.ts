import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

test("whoever reads the output may stop before its end", () => {
  const piped = spawnSync("sh", ["-c", `"${process.execPath}" --import tsx cli/main.ts explain --help | true`], {
    cwd: root,
    encoding: "utf8",
  });
  expect(piped).toMatchObject({ status: 0, stderr: "" });
});
