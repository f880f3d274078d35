import { type ArtifactRequest, buildArtifact } from "../build/build-artifact";
import type { KeptZip } from "../build/kept-zip";
import { cacheFolder } from "../cache/cache-folder";
import { baseImageOf, parseBaseImage } from "../image/base-image";
import { isSame, readBaseLock } from "../image/base-lock";
import { keptLayer } from "../image/kept-layer";
import { findManifest } from "../requirements/manifest";
import { holds } from "../requirements/marker";
import { readPyproject } from "../requirements/pyproject";
import type { Listed } from "../requirements/requirements-file";
import { UserError } from "../../errors/user-error";
import { markerEnvironment, platformOf } from "../resolve/platform";
import { wantedBy } from "../resolve/wanted";
import type { StrategyFacts, Weight } from "./choose-strategy";
import type { Measured } from "./strategy-table";
import { unsupplied } from "./unsupplied";

/** A function to be measured. */
export interface MeasuredRequest extends Omit<ArtifactRequest, "strategy"> {
  /** The lock of base images. Absolute. */
  readonly baseLock: string;
}

/** What it comes to, whichever way it is packaged. */
export interface MeasuredStrategies {
  readonly facts: Omit<StrategyFacts, "shared">;
  readonly measured: Measured;
  /** Its dependencies, as a layer; undefined where it has none. */
  readonly layer: KeptZip | undefined;
  /** Why nobody knows whether its base image is locked; undefined where that is known. It matters to an image alone. */
  readonly baseFault: UserError | undefined;
}

const nothing: Weight = { zippedBytes: 0, unzippedBytes: 0 };

/**
 * Measures a function packaged in every way, each really made, or found in the cache where nothing changed.
 *
 * @throws UserError as {@link buildArtifact} does
 */
export function measureStrategies(request: MeasuredRequest): MeasuredStrategies {
  const { runtime, env = process.env } = request;
  const { code, layer, resolution } = buildArtifact({ ...request, strategy: "layer" });
  const bundle = layer === undefined ? code : buildArtifact({ ...request, strategy: "bundle" }).code;
  // In this order: where another code has the cache swept, the large blob was asked for already.
  const dependencies = layer === undefined ? 0 : blobBytes(layer, "python/", env);
  const base = baseOf(request);
  const asked = { requirements: askedBy(request, env), distributions: resolution?.distributions ?? [] };
  return {
    facts: {
      ...{ runtime, unsupplied: unsupplied(asked, runtime) },
      ...{ code: weightOf(code), dependencies: layer === undefined ? nothing : weightOf(layer) },
    },
    measured: {
      bundle: weightOf(bundle),
      blobs: { code: blobBytes(code, "", env), dependencies },
      baseBytes: base.bytes,
    },
    layer,
    baseFault: base.fault,
  };
}

function weightOf({ contents: { bytes, unzippedBytes } }: KeptZip): Weight {
  return { zippedBytes: bytes, unzippedBytes };
}

function blobBytes({ path, contents: { sha256 } }: KeptZip, stripPrefix: "" | "python/", env: NodeJS.ProcessEnv): number {
  return keptLayer({ path, sha256, stripPrefix }, cacheFolder(env)).bytes;
}

interface MeasuredBase {
  readonly bytes: number | undefined;
  readonly fault: UserError | undefined;
}

/** The layers of AWS's base image, where it is locked. A damaged lock is no reason not to make a ZIP. */
function baseOf({ baseLock, runtime, architecture }: MeasuredRequest): MeasuredBase {
  const wanted = baseImageOf(runtime, architecture);
  try {
    const locked = readBaseLock(baseLock).find((image) => isSame(image, wanted));
    const bytes = locked && parseBaseImage(locked).manifest.layers.reduce((sum, { size }) => sum + size, 0);
    return { bytes, fault: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { bytes: undefined, fault: error };
  }
}

/** What the manifest asks for and constrains, on the function's platform; undefined where a lock stands alone. */
function askedBy(request: MeasuredRequest, env: NodeJS.ProcessEnv): Listed[] | undefined {
  const { source, requirements, runtime, architecture } = request;
  const manifest = findManifest(source, requirements);
  if (manifest?.kind === "pylock") return undefined;
  const environment = markerEnvironment(platformOf(runtime, architecture));
  return listedIn(manifest, env).filter(({ requirement: { marker } }) => marker === undefined || holds(marker, environment));
}

function listedIn(manifest: Exclude<ReturnType<typeof findManifest>, { kind: "pylock" }>, env: NodeJS.ProcessEnv): Listed[] {
  if (manifest === undefined) return [];
  if (manifest.kind === "uv-lock") return [...readPyproject(manifest.path).dependencies];
  const { requirements, file } = wantedBy(manifest, env);
  return [...requirements, ...file.constraints];
}
