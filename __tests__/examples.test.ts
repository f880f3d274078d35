import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "..");
const lock = (...folder: readonly string[]): string => readFileSync(join(root, ...folder, ".terraform.lock.hcl"), "utf8");

test("the example in HCL takes the providers of this project", () => {
  expect(lock("examples/hcl/terraform")).toBe(lock());
});
