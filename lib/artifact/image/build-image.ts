import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Complaint, UserError } from "../../errors/user-error";
import { cacheFolder, makeFolder } from "../cache/cache-folder";
import { foundFile, keptFile, type Kept, type Shelf } from "../cache/kept-file";
import { entryKey } from "../cache/entries";
import { temporaryPath } from "../cache/temporary";
import { placeFile } from "../build/place-zip";
import { displayPath } from "../display-path";
import type { SourceFile } from "../source-tree";
import { writeStaged } from "../write-staged";
import { hashFile } from "../zip/file-hash";
import { withFile } from "../zip/read-range";
import { hexOf } from "./digest";
import { blobPath } from "./image-layout";
import { lockedHashes } from "./known-locks";
import { buildSteps, findImageBuilder, ignoreSuffix, type ImageBuilder } from "./image-builder";
import type { Descriptor } from "./oci";
import { type ImageLayout, readLayout } from "./read-layout";

/** A Dockerfile, and what to build of it. */
export interface DockerfileBuild {
  /** Absolute path. */
  readonly dockerfile: string;
  /** All that COPY finds. */
  readonly files: readonly SourceFile[];
  /** `linux/amd64` or `linux/arm64`. */
  readonly platform: string;
  /** Stands for all of it. Hexadecimal. */
  readonly madeFrom: string;
  /** As in `BuildOrder`. */
  readonly fresh?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** A blob of a built image, in the cache. */
type BuiltLayer = Pick<Descriptor, "digest">;

const shelf: Shelf<BuiltLayer> = {
  name: "built-layers",
  format: 1,
  fileName: "layer.tar.gz",
  descriptionName: "layer.json",
  sha256: ({ digest }) => hexOf(digest),
  pinned: lockedHashes,
};

/**
 * Builds an image of a Dockerfile by what builds images on this machine, which gets the function's own files and no others, and keeps its layers
 * in the cache. What the builder says is seen on standard error.
 *
 * @throws UserError if nothing here builds images, it fails, or makes an index of several
 */
export function buildImage(
  build: DockerfileBuild,
): Pick<ImageLayout, "digest" | "manifestText" | "manifest" | "config" | "configText"> {
  const { dockerfile, files, platform, madeFrom, fresh, env } = build;
  const builder = findImageBuilder(env);
  const cache = cacheFolder(env);
  const work = makeFolder(temporaryPath(cache));
  try {
    const [context, output] = [join(work, "context"), join(work, "layout")];
    writeStaged({ shipped: files }, context);
    const order = {
      dockerfile: stageDockerfile(dockerfile, join(work, "dockerfile")),
      context,
      platform,
      output,
      tag: madeFrom.slice(0, 12),
      fresh,
    };
    for (const step of buildSteps(builder, order)) run(builder, step.args, { ...env, ...step.env }, dockerfile);
    const layout = layoutOf(output, builder, dockerfile);
    for (const { digest } of layout.manifest.layers) keepLayer(digest, layout, cache);
    return layout;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Puts a Dockerfile where no file beside it says what is to be left out: that is decided already. */
function stageDockerfile(dockerfile: string, folder: string): string {
  const staged = join(makeFolder(folder), basename(dockerfile));
  copyFileSync(dockerfile, staged);
  writeFileSync(`${staged}${ignoreSuffix}`, "# Nothing: the files of a function are selected before.\n");
  return staged;
}

/**
 * A layer that was built on this machine, as long as the cache has it, or a layout that was made of it, from which the cache takes it back.
 *
 * @param layout the folder of a layout, which need not be there
 */
export function builtLayer(digest: string, env: NodeJS.ProcessEnv, layout: string): Kept<BuiltLayer> | undefined {
  const cache = cacheFolder(env);
  const kept = foundFile(shelf, cache, entryKey({ digest }));
  if (kept !== undefined) return kept;
  const blob = blobPath(layout, digest);
  if (!existsSync(blob) || `sha256:${withFile(blob, hashFile).sha256}` !== digest) return undefined;
  return keptFile(shelf, cache, entryKey({ digest }), (path) => {
    placeFile(blob, path, "layer");
    return { digest };
  });
}

function keepLayer(digest: string, { blobs }: ImageLayout, cache: string): void {
  keptFile(shelf, cache, entryKey({ digest }), (path) => {
    copyFileSync(blobs.get(digest) ?? "", path);
    return { digest };
  });
}

function run({ file }: ImageBuilder, args: readonly string[], env: NodeJS.ProcessEnv, dockerfile: string): void {
  const { status, signal, error } = spawnSync(file, args, { env, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  const how = error?.message ?? (signal === null ? `exit code ${String(status)}` : signal);
  throw new UserError({
    what: `${basename(file)} ${args[0] ?? ""} failed with ${how}; what it said stands above`,
    where: displayPath(dockerfile),
    fix: "mend what it says, then run the same command again; LAMBDA_CONTAINER_BUILDER names another builder",
  });
}

function layoutOf(folder: string, { file }: ImageBuilder, dockerfile: string): ImageLayout {
  const unusable = (what: string): Complaint => ({
    what: `what ${basename(file)} made is of no use: ${what}`,
    where: displayPath(dockerfile),
    fix: "have it make one image for one platform, without attestations; LAMBDA_CONTAINER_BUILDER names another builder",
  });
  try {
    const layout = readLayout(folder);
    if (layout.manifest.layers.every(({ digest }) => layout.blobs.has(digest))) return layout;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first, ...others] = error.complaints.map(({ what }) => unusable(what));
    throw first === undefined ? error : new UserError([first, ...others], { cause: error });
  }
  throw new UserError(unusable("it lacks a layer"));
}
