import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { UserError } from "../../errors/user-error";

/** The programs that build images, in the order in which they are looked for. */
const kinds = ["docker", "podman", "buildah"] as const;

/** A program that builds images. */
export interface ImageBuilder {
  readonly kind: (typeof kinds)[number];
  /** Its name on PATH, or its path. */
  readonly file: string;
}

/** What to build. */
export interface BuildOrder {
  /** Absolute path. Beside it lies a file of its name and {@link ignoreSuffix}, which says what COPY does not find. */
  readonly dockerfile: string;
  /** The folder that its COPY takes files from. */
  readonly context: string;
  /** `linux/amd64` or `linux/arm64`: one, since Lambda starts no index. */
  readonly platform: string;
  /** A folder that is not there, for the OCI image layout. */
  readonly output: string;
  /** A name for the image where the builder keeps its own: of small letters, digits and hyphens. */
  readonly tag: string;
  /** The value of {@link freshArgument}. @default it has none */
  readonly fresh?: string | undefined;
}

/**
 * Ends the name of what docker and podman read instead of a `.dockerignore` in the context. It must say something: docker takes an empty one for none.
 * https://docs.docker.com/build/concepts/context/#filename-and-location
 */
export const ignoreSuffix = ".dockerignore";

/** A command of a build. */
export interface BuildStep {
  readonly args: readonly string[];
  /** In addition to this process's environment; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The argument of a Dockerfile below which all is built anew where its value is another: the builder's cache does not answer then, nor does it later
 * on with what is older. (Without a cache, podman and buildah make a newer layer, and may take the older one for the next image.)
 */
export const freshArgument = "LAMBDA_CONTAINER_FRESH";

/** Whether a Dockerfile has the argument in one of its stages. */
export function hasFreshArgument(dockerfile: string): boolean {
  const [, ...stages] = dockerfile.split(/^\s*FROM\s/im);
  return stages.some((stage) => new RegExp(`^\\s*ARG\\s(?:.*\\s)?${freshArgument}(?![\\w])`, "im").test(stage));
}

/** Names another builder than the first one on PATH. */
const variable = "LAMBDA_CONTAINER_BUILDER";
const cure = `install docker with buildx, podman or buildah, or name one in ${variable}; Packaging.image() without a Dockerfile needs none`;

/**
 * Finds what builds images here: the one that `LAMBDA_CONTAINER_BUILDER` names, else docker where it has buildx, podman or buildah.
 *
 * @throws UserError if there is none, or the named one does not answer
 */
export function findImageBuilder(env: NodeJS.ProcessEnv): ImageBuilder {
  const named = env[variable] ?? "";
  if (named === "") {
    const found = kinds.map((kind) => ({ kind, file: kind })).find((builder) => answers(builder, env));
    if (found !== undefined) return found;
    throw new UserError({ what: "nothing that builds images was found", where: "PATH", fix: cure });
  }
  const kind = kinds.find((each) => basename(named).startsWith(each));
  if (kind !== undefined && answers({ kind, file: named }, env)) return { kind, file: named };
  const what = kind === undefined ? "is none of docker, podman and buildah" : `does not answer to ${probe(kind).join(" ")}`;
  throw new UserError({ what: `the builder ${named} ${what}`, where: variable, fix: `correct it, or unset it; ${cure}` });
}

/** docker without buildx has no say in what it makes of attestations. */
function probe(kind: ImageBuilder["kind"]): readonly string[] {
  return kind === "docker" ? ["buildx", "version"] : ["--version"];
}

function answers({ kind, file }: ImageBuilder, env: NodeJS.ProcessEnv): boolean {
  return spawnSync(file, probe(kind), { env, stdio: "ignore", timeout: 30_000 }).status === 0;
}

/**
 * The commands that build an image for one platform, without attestations, which would make an index of it, and with times set to 1970, so that
 * the same files make the same image where the builder can.
 *
 * docker: https://docs.docker.com/build/exporters/oci-docker/, https://docs.docker.com/build/ci/github-actions/reproducible-builds/
 * podman and buildah: https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md (seen 2026-11)
 */
export function buildSteps({ kind }: Pick<ImageBuilder, "kind">, order: BuildOrder): readonly BuildStep[] {
  const { dockerfile, context, platform, output, tag, fresh } = order;
  const argument = fresh === undefined ? [] : ["--build-arg", `${freshArgument}=${fresh}`];
  const what = [...argument, "--platform", platform, "--file", dockerfile, context];
  if (kind === "docker") {
    const exported = `type=oci,dest=${output},tar=false,rewrite-timestamp=true`;
    const args = ["buildx", "build", "--provenance=false", "--sbom=false", "--output", exported, ...what];
    return [{ args, env: { SOURCE_DATE_EPOCH: "0" } }];
  }
  const form = ["--format", "oci", "--layers", "--timestamp", "0"];
  const name = `localhost/lambda-container:${tag}`;
  const env = { SOURCE_DATE_EPOCH: undefined }; // newer ones take it or --timestamp, and older ones know the latter alone
  return [
    { args: ["build", ...form, "--ignorefile", `${dockerfile}${ignoreSuffix}`, "--tag", name, ...what], env },
    { args: ["push", "--format", "oci", name, `oci:${output}`], env },
  ];
}
