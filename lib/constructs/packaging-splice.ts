import { relative, resolve, sep } from "node:path";
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version";
import { TerraformStack } from "cdktf";
import { buildArtifact, type PackagingOptions } from "../artifact/build/build-artifact";
import type { KeptZip } from "../artifact/build/kept-zip";
import { placeZip } from "../artifact/build/place-zip";
import type { Resolution } from "../artifact/resolve/resolution";
import type { DependenciesReceipt } from "../artifact/receipt/receipt";
import { UserError } from "../errors/user-error";
import { preferLogicalId } from "./logical-id";
import { packagePath } from "./package-path";
import type { FunctionSource, PackagedCode } from "./packaging";
import { Receipts } from "./receipts";
import { StackDirectory } from "./stack-directory";

/** Makes the ZIPs of a function now, so that their hashes are in the configuration. */
export function spliceZips(fn: FunctionSource, strategy: "bundle" | "layer", options: PackagingOptions): PackagedCode {
  const { scope, id, source, selected, runtime, architecture } = fn;
  const { code, layer, resolution } = saidOf(scope.node.path, () =>
    buildArtifact({ ...options, strategy, source, selected, runtime: runtime.name, architecture }),
  );
  const path = packagePath(scope, `${id}_function`);
  addZip(fn, code, path, "function");
  const shared = layer === undefined ? undefined : sharedLayer(fn, layer);
  return {
    ...inStackDirectory(path, code),
    ...(shared === undefined ? {} : { layers: [shared.resource] }),
    receipt: {
      strategy,
      ...(resolution === undefined ? {} : { dependencies: dependenciesReceipt(resolution, source, options) }),
      zips: [path, ...(shared === undefined ? [] : [shared.path])],
    },
  };
}

/** Says of which function an error is that has no place in a file. */
function saidOf<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first, ...others] = error.complaints.map((complaint) => ({ where: path, ...complaint }));
    throw first === undefined ? error : new UserError([first, ...others], { cause: error });
  }
}

interface SharedLayer {
  readonly resource: LambdaLayerVersion;
  readonly path: string;
}

const layers = new WeakMap<TerraformStack, Map<string, SharedLayer>>();

/** The layer with this content for this runtime and architecture: one a stack. It is named after the function that was first to want it. */
function sharedLayer(fn: FunctionSource, zip: KeptZip): SharedLayer {
  const { scope, id, runtime, architecture } = fn;
  const stack = TerraformStack.of(scope);
  const known = layers.get(stack) ?? new Map<string, SharedLayer>();
  layers.set(stack, known);
  const identity = `${zip.contents.sha256} ${runtime.name} ${architecture}`;
  const existing = known.get(identity);
  if (existing !== undefined) return existing;

  const path = packagePath(scope, `${id}_layer`);
  addZip(fn, zip, path, "layer");
  const resource = new LambdaLayerVersion(scope, "layer", {
    ...inStackDirectory(path, zip),
    layerName: `${stack.node.id}-${id}-dependencies`,
    compatibleRuntimes: [runtime.name],
    compatibleArchitectures: [architecture],
    // The function moves to the new version before the old one goes.
    lifecycle: { createBeforeDestroy: true },
  });
  preferLogicalId(resource, "aws_lambda_layer_version", id);
  const layer = { resource, path };
  known.set(identity, layer);
  return layer;
}

function addZip({ scope }: FunctionSource, zip: KeptZip, path: string, holds: "function" | "layer"): void {
  StackDirectory.of(scope).add(path, (target) => {
    placeZip(zip, target);
  });
  Receipts.of(scope).addZip({ path, holds, madeBy: "splice", ...zip.contents });
}

function inStackDirectory(path: string, { contents }: KeptZip): { filename: string; sourceCodeHash: string } {
  return { filename: `\${path.module}/${path}`, sourceCodeHash: Buffer.from(contents.sha256, "hex").toString("base64") };
}

function dependenciesReceipt(
  { sources, locked, caveat }: Resolution,
  source: string,
  { requirements }: PackagingOptions,
): DependenciesReceipt {
  return {
    ...(requirements === undefined ? {} : { requirements: fromFolder(source, requirements) }),
    ...{ sources, locked },
    ...(caveat === undefined ? {} : { caveat }),
  };
}

/** Relative in any case: a receipt names no machine. */
function fromFolder(folder: string, path: string): string {
  return relative(folder, resolve(folder, path)).split(sep).join("/");
}
