import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectFunction, type InspectionRequest } from "../../../../lib/artifact/inspect/inspect-function";
import type { InspectedFunction } from "../../../../lib/artifact/inspect/inspected";
import { inTemporaryFolder } from "../temporary-folder";

type Options = Partial<Pick<InspectionRequest, "handler" | "runtime" | "architecture">> & { readonly layers?: readonly Buffer[] };

/** Inspects a ZIP in a folder that is there for that long, with a cache of its own. */
export function inspectedBytes(bytes: Buffer, { layers = [], ...options }: Options = {}): InspectedFunction {
  return inTemporaryFolder((folder) => {
    const write = (name: string, content: Buffer): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    return inspectedFile(folder, write("function.zip", bytes), {
      ...options,
      layers: layers.map((layer, index) => write(`layer${index}.zip`, layer)),
    });
  });
}

/** Inspects a file, with a cache in the folder. */
export function inspectedFile(folder: string, zip: string, options: Partial<InspectionRequest> = {}): InspectedFunction {
  const env = { PATH: process.env.PATH ?? "", LAMBDA_CONTAINER_CACHE: join(folder, "cache") };
  return inspectFunction({
    zip,
    layers: [],
    runtime: "python3.11",
    architecture: "x86_64",
    today: "2026-11-24",
    env,
    ...options,
  });
}
