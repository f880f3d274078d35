import { buildArtifact, type PackagingOptions } from "../artifact/build/build-artifact";
import type { KeptZip } from "../artifact/build/kept-zip";
import { cacheFolder } from "../artifact/cache/cache-folder";
import { baseImageOf } from "../artifact/image/base-image";
import { baseLockPath, lockedBaseImage } from "../artifact/image/base-lock";
import { composeImage } from "../artifact/image/compose-image";
import { hexOf } from "../artifact/image/digest";
import { placeLayout } from "../artifact/image/image-layout";
import { keptLayer, type KeptLayer } from "../artifact/image/kept-layer";
import { taskFolder } from "../artifact/image/zip-to-layer";
import { throwIfAny } from "../errors/user-error";
import { imageInRepository } from "./image-repository";
import type { FunctionSource, PackagedCode } from "./packaging";
import { dependenciesReceipt, saidOf, shippingOptions } from "./packaging-splice";
import { Receipts } from "./receipts";
import { StackDirectory } from "./stack-directory";

/** One of an image's own layers. */
interface OwnLayer {
  readonly zip: KeptZip;
  readonly blob: KeptLayer;
}

/**
 * Makes the image of a function now, so that its digest is in the configuration: AWS's base, as it is locked, with the dependencies and the code
 * above it. Nothing is pushed: that is `npm run image`, and until then Terraform finds no such image, and stops before the function.
 */
export function makeImage(fn: FunctionSource, options: PackagingOptions): PackagedCode {
  const { scope, id, source, selected, runtime, architecture, handler } = fn;
  const { code, layer, resolution, base, image } = saidOf(scope.node.path, () => {
    const { resolution: resolved, ...zips } = buildArtifact({
      ...{ ...options, strategy: "layer", source, selected, runtime: runtime.name, architecture },
    });
    refuseHidden(zips.code, zips.layer);
    const locked = lockedBaseImage(baseLockPath(process.cwd(), process.env), baseImageOf(runtime.name, architecture));
    const own = layerOf(zips.code, "");
    const dependencies = zips.layer && layerOf(zips.layer, "python/");
    const composed = composeImage({ base: locked, dependencies: dependencies?.blob, code: own.blob, handler, architecture });
    return { code: own, layer: dependencies, resolution: resolved, base: locked, image: composed };
  });
  const layout = `lambda_images/${id}`;
  const layers = [code, ...(layer === undefined ? [] : [layer])];
  StackDirectory.of(scope).add(layout, (target) => {
    placeLayout(target, { image, base, layers: layers.map(({ blob }) => blob) });
  });
  addLayer(fn, code, "function", layout);
  if (layer !== undefined) addLayer(fn, layer, "dependencies", layout);
  const { repository, ...packaged } = imageInRepository(fn, image.digest);
  const { name, digest, platform } = base;
  return {
    ...packaged,
    receipt: {
      strategy: "image",
      ...(resolution === undefined ? {} : { dependencies: dependenciesReceipt(resolution, source, options) }),
      zips: layers.map(({ blob }) => blobIn(layout, blob)),
      image: { repository, digest: image.digest, layout, base: { name, digest, platform }, handler },
    },
    made: { code: code.zip, layer: layer?.zip, options: shippingOptions(options) },
  };
}

/** In an image both lie in one folder, and the code's layer is the upper one. */
function refuseHidden(code: KeptZip, layer: KeptZip | undefined): void {
  const dependencies = new Map(layer?.contents.files.map(({ path, origin }) => [path.replace(/^python\//, ""), origin]));
  throwIfAny(
    code.contents.files.flatMap(({ path }) => {
      const origin = dependencies.get(path);
      const what = `${path} of the function's own hides the one of ${String(origin)}`;
      return origin === undefined ? [] : [{ what, fix: "give it another name, or leave it out with exclude" }];
    }),
  );
}

function layerOf(zip: KeptZip, stripPrefix: "" | "python/"): OwnLayer {
  const source = { path: zip.path, sha256: zip.contents.sha256, stripPrefix };
  return { zip, blob: keptLayer(source, cacheFolder(process.env)) };
}

function addLayer({ scope }: FunctionSource, { zip, blob }: OwnLayer, holds: "function" | "dependencies", layout: string): void {
  const files = zip.contents.files.map((file) => ({ ...file, path: `${taskFolder}${file.path.replace(/^python\//, "")}` }));
  const sha256 = hexOf(blob.digest);
  const path = blobIn(layout, blob);
  Receipts.of(scope).addZip({ path, holds, madeBy: "splice", ...zip.contents, sha256, bytes: blob.bytes, files });
}

function blobIn(layout: string, { digest }: Pick<KeptLayer, "digest">): string {
  return `${layout}/blobs/${digest.replace(":", "/")}`;
}
