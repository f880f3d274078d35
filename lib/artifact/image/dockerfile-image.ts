import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { throwIfAny, UserError } from "../../errors/user-error";
import { cacheFolder } from "../cache/cache-folder";
import { entryKey } from "../cache/entries";
import { contentHash } from "../content-hash";
import { displayPath, relativePath } from "../display-path";
import type { SelectedSource } from "../stage";
import { buildCommand } from "./build-command";
import { buildImage, builtLayer, type DockerfileBuild } from "./build-image";
import { freshArgument, hasFreshArgument } from "./image-builder";
import { type BuiltImage, dockerfileLock, ownDockerfileLock, readDockerfileLock, writeDockerfileLock } from "./dockerfile-lock";
import { noteLock } from "./known-locks";
import { imageFaults } from "./lambda-image";
import type { ImageManifest } from "./oci";
import { parseConfig, parseManifest } from "./parse-manifest";

/** A function whose image a Dockerfile describes. */
export interface DockerfileRequest extends Pick<DockerfileBuild, "dockerfile" | "platform" | "env"> {
  /** The folder with its code. Absolute. */
  readonly source: string;
  readonly selected: Pick<SelectedSource, "shipped">;
  /** The folder where an earlier synthesis put the image, as an OCI image layout; it need not be there. Absolute. */
  readonly layout: string;
  /** Is told what was built, and where building was asked for and nothing had to be. */
  readonly say: (line: string) => void;
  /** `index.handler` */
  readonly handler: string;
}

/** The image of a function, less its layers. */
export interface DockerfileImage extends BuiltImage {
  readonly layers: ImageManifest["layers"];
  readonly mediaType: string;
}

/** `1`: synthesis may have images built. Without it, what is out of date is an error. */
const variable = "LAMBDA_CONTAINER_BUILD_IMAGES";
/** A word with which no image was built yet: those that may be built are built anew. Their locks keep it, for the images that come after them. */
const freshVariable = freshArgument;

/**
 * The image that was built of a Dockerfile, as the lock beside it says: nothing is built, so that every machine plans the same one. Where the
 * Dockerfile or the function's files are others than those it was built of, it is built where that is allowed, and an error elsewhere. A machine with
 * locks of its own builds what it lacks a layer of, too, and leaves the lock beside the Dockerfile as it is.
 *
 * @throws UserError with the cure if there is no Dockerfile, its image is out of date, cannot be built, or would be refused by Lambda
 */
export function dockerfileImage(request: DockerfileRequest): DockerfileImage {
  const { dockerfile, platform, env, selected, say } = request;
  const text = readText(dockerfile);
  const source = relativePath(dirname(dockerfile), request.source) || ".";
  const files = selected.shipped.filter(({ absolutePath }) => ![dockerfile, dockerfileLock(dockerfile)].includes(absolutePath));
  const madeFrom = entryKey({ dockerfile: createHash("sha256").update(text).digest("hex"), files: contentHash(files) });
  const committed = dockerfileLock(dockerfile);
  const own = ownDockerfileLock(dockerfile, env);
  const lock = own ?? committed;
  const locked = [...new Set([committed, lock])].flatMap(readDockerfileLock).filter((image) => image.platform === platform);
  noteLock(cacheFolder(env), lock);
  const mayBuild = env[variable] === "1";
  const anew = mayBuild ? env[freshVariable] || undefined : undefined;
  const current = locked.find(
    (image) =>
      image.madeFrom === madeFrom && (anew ?? image.fresh) === image.fresh && (own === undefined || isHere(image, request)),
  );
  if (current !== undefined) {
    if (mayBuild && own === undefined) say(`${displayPath(dockerfile)}: nothing had to be built; --fresh does it all the same`);
    return checked(current, request);
  }
  const before = locked.find((image) => image.source === source);
  if (!mayBuild) throw outOfDate(before, request);
  const fresh = freshWord(anew, before ?? locked[0], { dockerfile, text });
  const { digest, manifestText, configText } = buildImage({ dockerfile, files, platform, madeFrom, fresh, env });
  const image = { source, platform, madeFrom, digest, manifest: manifestText, config: configText };
  const built = fresh === undefined ? image : { ...image, fresh };
  const fine = checked(built, request);
  writeDockerfileLock(lock, built);
  say(`${displayPath(dockerfile)}: built ${digest}${own === undefined ? `; commit ${displayPath(lock)}` : ""}`);
  noteLock(cacheFolder(env), lock);
  return fine;
}

function readText(dockerfile: string): string {
  try {
    return readFileSync(dockerfile, "utf8");
  } catch (error) {
    const what = `the Dockerfile cannot be read: ${(error as Error).message}`;
    const fix =
      "correct its path, which is relative to the source folder, or have one written: npm run image -- --eject FUNCTION";
    throw new UserError({ what, where: displayPath(dockerfile), fix }, { cause: error });
  }
}

/** What an image is built with: the word that was asked for, else that of the image before it. */
function freshWord(
  anew: string | undefined,
  before: BuiltImage | undefined,
  { dockerfile, text }: { readonly dockerfile: string; readonly text: string },
): string | undefined {
  if (hasFreshArgument(text)) return anew ?? before?.fresh;
  if (anew === undefined) return undefined;
  throw new UserError({
    what: `nothing says what of the image is to be built anew: the Dockerfile has no ARG ${freshArgument}`,
    where: displayPath(dockerfile),
    fix: `add the line ARG ${freshArgument}=none below a FROM, above what is to be built anew, then run the same command again`,
  });
}

function outOfDate(before: BuiltImage | undefined, { dockerfile, platform }: DockerfileRequest): UserError {
  const what =
    before === undefined
      ? `no image for ${platform} was built of this Dockerfile`
      : "the image is out of date: the Dockerfile or the function's files have changed since it was built";
  return new UserError({
    what,
    where: displayPath(dockerfile),
    fix: `build it, and commit ${displayPath(dockerfileLock(dockerfile))}: ${buildCommand()}`,
  });
}

/** Whether all layers of a built image are on this machine. */
function isHere(image: BuiltImage, { dockerfile, layout, env }: DockerfileRequest): boolean {
  const refuse = (what: string): UserError =>
    new UserError({ what: `its image ${what}`, where: displayPath(dockerfile), fix: buildCommand() });
  return parseManifest(image.manifest, refuse).layers.every(({ digest }) => builtLayer(digest, env, layout) !== undefined);
}

/** What Lambda would refuse is neither kept nor planned. */
function checked(image: BuiltImage, { dockerfile, platform, handler }: DockerfileRequest): DockerfileImage {
  const where = displayPath(dockerfile);
  const refuse = (what: string): UserError => new UserError({ what: `what was built of it ${what}`, where, fix: buildCommand() });
  const manifest = parseManifest(image.manifest, refuse);
  const config = parseConfig(image.config, manifest.layers.length, refuse);
  const cures = {
    platform: `begin the Dockerfile with an image for ${platform}, without another --platform`,
    command: `end the Dockerfile with CMD ["${handler}"], then: ${buildCommand()}`,
  };
  const faults = imageFaults({ config, layers: manifest.layers }, { platform, handler }, cures);
  throwIfAny(faults.map((fault) => ({ ...fault, where })));
  const { layers, mediaType = "application/vnd.oci.image.manifest.v1+json" } = manifest;
  return { ...image, layers, mediaType };
}
