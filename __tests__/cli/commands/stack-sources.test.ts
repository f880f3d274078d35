import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStackSources } from "../../../cli/commands/stack-sources";
import { errorText, inTemporaryFolder } from "../../lib/artifact/temporary-folder";

const receipt = { version: 1, functions: [], zips: [] };
const checks = { functions: [] };

test.each([
  ["a receipt that is null", null, checks, "the receipt has version undefined"],
  ["a receipt without functions", { version: 1 }, checks, "it is not as synthesis wrote it"],
  [
    "a receipt of functions without ZIPs",
    { ...receipt, functions: [{ name: "chat" }] },
    checks,
    "it is not as synthesis wrote it",
  ],
  ["a receipt of ZIPs without files", { ...receipt, zips: [{ path: "a.zip" }] }, checks, "it is not as synthesis wrote it"],
  ["checks that are null", receipt, null, "it is not as synthesis wrote it"],
  ["checks without functions", receipt, {}, "it is not as synthesis wrote it"],
])("%s is told, not fallen over", (_, artifacts, found, expected) => {
  inTemporaryFolder((folder) => {
    for (const [name, value] of Object.entries({ artifacts, checks: found, "cdk.tf": {} }))
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(value));
    const told = errorText(folder, () => readStackSources(folder, { root: folder, env: {} }));
    expect(told).toContain(expected);
    expect(told).toContain("npm run synth");
  });
});
