import { basename, dirname, relative, resolve } from "node:path";
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { buildArtifact, type PackagingOptions } from "../artifact/build/build-artifact";
import type { KeptZip } from "../artifact/build/kept-zip";
import type { ShippingOptions } from "../artifact/checks/budgets-cures";
import { placeZip } from "../artifact/build/place-zip";
import { codeSha256 } from "../artifact/code-sha256";
import { relativePath } from "../artifact/display-path";
import type { Resolution } from "../artifact/resolve/resolution";
import type { DependenciesReceipt } from "../artifact/receipt/receipt";
import { UserError } from "../errors/user-error";
import { CodeCheck } from "./code-check";
import { preferLogicalId } from "./logical-id";
import { packagePath } from "./package-path";
import { layerIdentity, noteLayerUser } from "./layer-users";
import type { FunctionSource, PackagedSplice, SplicedOptions } from "./packaging";
import { Receipts } from "./receipts";
import { StackDirectory } from "./stack-directory";
import { locateZip, type ZipLocation } from "./zip-location";

/** Makes the ZIPs of a function now, so that their hashes are in the configuration. */
export function spliceZips(fn: FunctionSource, strategy: "bundle" | "layer", options: SplicedOptions): PackagedSplice {
  const { scope, id, source, selected, runtime, architecture } = fn;
  const { bucket, ...packaging } = options;
  const { code, layer, resolution } = saidOf(scope.node.path, () =>
    buildArtifact({ ...packaging, strategy, source, selected, runtime: runtime.name, architecture }),
  );
  const path = packagePath(scope, `${id}_function`);
  addZip(fn, code, path, "function");
  const shared = layer === undefined ? undefined : sharedLayer(fn, layer, layerId(fn, options), bucket);
  return {
    ...uploaded(scope, path, code, bucket),
    ...(shared === undefined ? {} : { layers: [shared.resource] }),
    receipt: {
      strategy,
      ...(resolution === undefined ? {} : { dependencies: dependenciesReceipt(resolution, source, options) }),
      zips: [path, ...(shared === undefined ? [] : [shared.path])],
    },
    made: { code, layer, options: shippingOptions(options) },
  };
}

/** Says of which function an error is that has no place in a file. */
export function saidOf<T>(path: string, action: () => T): T {
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

/** Whether the manifest lies outside the function's own folder, and so is there to be shared. */
export function hasSharedManifest({ source }: FunctionSource, { requirements }: SplicedOptions): boolean {
  return requirements !== undefined && relative(resolve(source), resolve(source, requirements)).startsWith("..");
}

/**
 * What a layer is named after: the folder of a shared manifest, so that the layer stays whatever functions come and go; else the function that is
 * first to want it.
 */
function layerId(fn: FunctionSource, options: SplicedOptions): string {
  const folder = basename(dirname(resolve(fn.source, options.requirements ?? ""))).replaceAll(/[^A-Za-z0-9_-]/g, "_");
  return hasSharedManifest(fn, options) && /^[A-Za-z_]/.test(folder) ? folder : fn.id;
}

/** The layer with this content for this runtime and architecture: one a stack. */
function sharedLayer(fn: FunctionSource, zip: KeptZip, id: string, bucket: string | undefined): SharedLayer {
  const { scope, runtime, architecture } = fn;
  noteLayerUser(fn, zip);
  const stack = TerraformStack.of(scope);
  const known = layers.get(stack) ?? new Map<string, SharedLayer>();
  layers.set(stack, known);
  const identity = layerIdentity(fn, zip);
  const existing = known.get(identity);
  if (existing !== undefined) {
    Receipts.of(scope).alsoRequired(existing.path, zip.contents.distributions);
    return existing;
  }

  const path = packagePath(scope, `${id}_layer`);
  addZip(fn, zip, path, "layer");
  const resource = new LambdaLayerVersion(scope, "layer", {
    ...uploaded(scope, path, zip, bucket),
    layerName: `${stack.node.id}-${id}-dependencies`,
    compatibleRuntimes: [runtime.name],
    compatibleArchitectures: [architecture],
    // The function moves to the new version before the old one goes.
    lifecycle: { createBeforeDestroy: true },
  });
  preferLogicalId(resource, "aws_lambda_layer_version", id);
  new CodeCheck(resource, resource);
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

function uploaded(
  scope: Construct,
  path: string,
  { contents: { sha256, bytes } }: KeptZip,
  bucket: string | undefined,
): ZipLocation & { readonly sourceCodeHash: string } {
  return { ...locateZip(scope, { path, sha256, bytes }, bucket), sourceCodeHash: codeSha256(sha256) };
}

/** What was chosen of how dependencies ship, for the checks. */
export function shippingOptions({ slim = true, omitRuntimePackages = false }: PackagingOptions): ShippingOptions {
  return { slim, omitRuntimePackages };
}

/** How it was decided which dependencies ship. */
export function dependenciesReceipt(
  { sources, locked, caveat }: Resolution,
  source: string,
  { requirements }: PackagingOptions,
): DependenciesReceipt {
  return {
    ...(requirements === undefined ? {} : { requirements: relativePath(source, resolve(source, requirements)) }),
    ...{ sources, locked },
    ...(caveat === undefined ? {} : { caveat }),
  };
}
