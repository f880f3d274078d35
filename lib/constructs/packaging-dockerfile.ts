import { join, resolve } from "node:path";
import { TerraformStack } from "cdktf";
import type { PackagingOptions } from "../artifact/build/build-artifact";
import { relativePath } from "../artifact/display-path";
import { ociPlatform } from "../artifact/image/base-image";
import { builtLayer } from "../artifact/image/build-image";
import { dockerfileImage } from "../artifact/image/dockerfile-image";
import { placeLayout } from "../artifact/image/image-layout";
import { imageInRepository } from "./image-repository";
import type { FunctionSource, PackagedCode } from "./packaging";
import { saidOf, shippingOptions } from "./packaging-splice";
import { publishedDirectory } from "./published-directory";
import { StackDirectory } from "./stack-directory";

/** An image that a Dockerfile describes, which alone says what is installed in it. */
export interface DockerfileOptions extends Readonly<Partial<Record<keyof PackagingOptions, undefined>>> {
  /** Relative to the source folder. Its COPY finds the function's own files, as they would ship in a ZIP, and no others. */
  readonly dockerfile: string;
}

/**
 * Has a function run the image that was built of a Dockerfile, by the digest in the lock beside it. The stack directory holds what of the image is
 * on this machine: all of it where it was built here, else its manifest alone.
 */
export function useDockerfile(fn: FunctionSource, { dockerfile }: DockerfileOptions): PackagedCode {
  const { scope, id, source, selected, architecture, handler } = fn;
  const platform = ociPlatform(architecture);
  const path = resolve(source, dockerfile);
  const layout = `lambda_images/${id}`;
  const published = join(publishedDirectory(TerraformStack.of(scope)), layout);
  const image = saidOf(scope.node.path, () =>
    dockerfileImage({
      ...{ dockerfile: path, source: resolve(source), selected, platform, handler },
      ...{ layout: published, env: process.env },
      say: (line) => void process.stderr.write(`${line}\n`),
    }),
  );
  const { digest } = image;
  StackDirectory.of(scope).add(layout, (target) => {
    const layers = image.layers.flatMap((layer) => builtLayer(layer.digest, process.env, published) ?? []);
    placeLayout(target, { image, layers });
  });
  const { repository, ...packaged } = imageInRepository(fn, digest);
  const build = { dockerfile: relativePath(resolve(source), path), platform };
  return {
    ...packaged,
    receipt: { strategy: "image", zips: [], image: { repository, digest, layout, build, handler } },
    made: { options: shippingOptions({}) },
  };
}
