import { join, resolve } from "node:path";
import { checkImports, type ImportVerdict } from "../../../../lib/artifact/checks/imports";
import { scanSources } from "../../../../lib/artifact/python-scan/scan-sources";
import { selectSource } from "../../../../lib/artifact/stage";
import type { ManagedRuntimeName } from "../../../../lib/runtimes/managed-runtimes";
import { inTemporaryFolder } from "../temporary-folder";

const project = resolve(__dirname, "../../../..");

function verdictOn(
  source: string,
  strategy: "runtime" | "bundle" | "layer",
  runtime: ManagedRuntimeName,
  packages: string[],
): ImportVerdict {
  const { shipped, left } = selectSource({ source: join(project, source) });
  const scan = inTemporaryFolder((cache) => scanSources({ files: shipped, runtime, cache, env: process.env }));
  const own = shipped.map(({ path }) => ({ path, origin: "first-party" }));
  const others = packages.map((name) => ({ path: `${name}/__init__.py`, origin: name.replaceAll("_", "-") }));
  return checkImports({ scan, handler: "index.handler", folders: [own, others], strategy, runtime, left });
}

/** The functions of this project, with the packages their requirements files name. */
const functions = [
  { source: "backend/chat", strategy: "runtime", runtime: "python3.11", packages: [], needs: ["boto3"] },
  {
    source: "examples/pandas/report",
    strategy: "bundle",
    runtime: "python3.11",
    packages: ["numpy", "pandas"],
    needs: ["pandas"],
  },
  {
    source: "examples/pure-python/render",
    strategy: "bundle",
    runtime: "python3.12",
    packages: ["markdown_it"],
    needs: ["markdown_it"],
  },
  { source: "examples/arm64/validate", strategy: "bundle", runtime: "python3.13", packages: ["pydantic"], needs: ["pydantic"] },
  {
    source: "examples/shared-layer/orders",
    strategy: "layer",
    runtime: "python3.13",
    packages: ["pydantic"],
    needs: ["pydantic"],
  },
  {
    source: "examples/shared-layer/refunds",
    strategy: "layer",
    runtime: "python3.13",
    packages: ["pydantic"],
    needs: ["pydantic"],
  },
  {
    source: "examples/workspace/function",
    strategy: "layer",
    runtime: "python3.12",
    packages: ["greeting"],
    needs: ["greeting"],
  },
] as const;

test.each(functions)("nothing is found in $source", ({ source, strategy, runtime, packages, needs }) => {
  const { findings, imports } = verdictOn(source, strategy, runtime, [...packages]);
  expect(findings).toEqual([]);
  expect(imports.map(({ module }) => module)).toEqual(expect.arrayContaining([...needs]));
});

test.each(functions.filter(({ packages }) => packages.length > 0))(
  "$source fails without its dependencies",
  ({ source, runtime, needs }) => {
    const { findings } = verdictOn(source, "runtime", runtime, []);
    expect(findings.filter(({ level }) => level === "error").map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([...needs]),
    );
  },
);
