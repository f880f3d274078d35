import type { ShippedDistribution } from "../build/zip-contents";
import { freshArgument } from "./image-builder";
import type { BaseImage } from "./oci";

/** What a Dockerfile is written for. */
export interface EjectedFunction {
  /** As in `npm run image -- --eject report`. */
  readonly name: string;
  readonly base: Pick<BaseImage, "name" | "digest">;
  /** `index.handler` */
  readonly handler: string;
  /** Paths of the function's own files, relative to the folder that COPY takes them from. */
  readonly files: readonly string[];
  readonly distributions: readonly Pick<ShippedDistribution, "name" | "version" | "wheel">[];
}

/** The names of what is ejected, beside the function's source. */
export const ejectedNames = { dockerfile: "Dockerfile", requirements: "requirements.docker.txt" } as const;

/**
 * A Dockerfile that makes what `Packaging.image()` makes, by pip and COPY: AWS's base by its digest, the very wheels that ship now, and the
 * function's own files, those of its folder by name and folders in it as they are. The same function gives the same text.
 */
export function dockerfileText({ name, base, handler, files, distributions }: EjectedFunction): string {
  const { requirements } = ejectedNames;
  const installed = [
    "# What ships with the function's code, by hash. It changes less often than the code, and lies below it.",
    copy([requirements], "./"),
    "RUN pip install --no-cache-dir --no-compile --no-deps --only-binary :all: --require-hashes \\",
    `    --target "\${LAMBDA_TASK_ROOT}" --requirement ${requirements}`,
    "",
  ];
  return [
    `# A starting point, written by npm run image -- --eject ${name}: from here on it is yours.`,
    "# npm run image -- --build builds it, and gives it the files that the function ships, and no others.",
    `FROM ${base.name}@${base.digest}`,
    "",
    "# npm run image -- --build --fresh gives it another value, so that all below is built anew.",
    `ARG ${freshArgument}=none`,
    "",
    ...(distributions.length === 0 ? [] : installed),
    "# The function's own files.",
    ...copyFiles(files),
    "",
    `CMD [${JSON.stringify(handler)}]`,
    "",
  ].join("\n");
}

/** The wheels that ship now, as pip takes them with `--require-hashes`. */
export function hashedRequirements({ name, distributions }: EjectedFunction): string {
  const lines = [...distributions]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name: distribution, version, wheel }) => `${distribution}==${version} \\\n    --hash=sha256:${wheel.sha256}`);
  return [
    `# The wheels that ship in ${name}, for its Dockerfile. Written by npm run image -- --eject ${name}.`,
    "# pip looks for them on PyPI alone: what comes from elsewhere needs an --index-url or a --find-links here.",
    ...lines,
    "",
  ].join("\n");
}

/** All of it at once where a name would be read as a pattern: not every builder finds such a file by any spelling. */
function copyFiles(files: readonly string[]): readonly string[] {
  const names = [...new Set(files.map((path) => path.replace(/\/.*/s, "/")))].sort();
  if (names.some((name) => /[*?[]/.test(name))) return [copy(["."], "./")];
  const top = names.filter((name) => !name.endsWith("/"));
  const folders = names.filter((name) => name.endsWith("/"));
  return [...(top.length === 0 ? [] : [copy(top, "./")]), ...folders.map((folder) => copy([folder], folder))];
}

/** https://docs.docker.com/reference/dockerfile/#copy */
function copy(sources: readonly string[], target: string): string {
  const words = [...sources, target].map((name) => name.replaceAll(/['"$]/g, "\\$&")); // read so in a list, too
  return words.every((each) => /^[\w.@+/-]+$/.test(each)) ? `COPY ${words.join(" ")}` : `COPY ${JSON.stringify(words)}`;
}
