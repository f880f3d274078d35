import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(resolve(__dirname, "../package-lock.json"), "utf8");
const packages = (JSON.parse(text) as { packages: Record<string, Locked> }).packages;

test("every platform's optional packages are in the lock, or npm ci refuses it", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

test.each(["package-lock.json", "__tests__/another-node/package-lock.json"])("no registry's address is in %s", (path) => {
  expect(readFileSync(resolve(__dirname, "..", path), "utf8")).not.toMatch(/"resolved": "https?:/);
});
