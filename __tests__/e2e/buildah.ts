import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { write } from "../lib/artifact/temporary-folder";

/** buildah on Debian and Ubuntu, and what it loads that a machine may not have. */
const packages = [
  ...["buildah", "golang-github-containers-common", "libgpgme11", "libassuan0", "libgpg-error0", "libdevmapper1.02.1"],
  ...["libseccomp2", "libselinux1", "libpcre2-8-0", "libudev1"],
];

/** What a buildah is told, so that it neither needs nor touches anything of the machine's. */
export interface BuildahSettings {
  /** As {@link findBuildah} has it. */
  readonly builder: string;
  /** A folder of its own. Absolute. */
  readonly folder: string;
  /** The host and port of the registry that has what public.ecr.aws has. */
  readonly registry: string;
  /** Folders of wheels, where its pip looks instead of an index. */
  readonly wheels: string;
}

/** The buildah on PATH, or Debian's, unpacked into a folder; undefined where there is none to be had. */
export function findBuildah(folder: string): string | undefined {
  return onPath() ?? fromDebian(folder);
}

/** The environment in which a buildah builds images above the registry's bases, without an index of packages. */
export function buildahEnvironment({ builder, folder, registry, wheels }: BuildahSettings): NodeJS.ProcessEnv {
  write(folder, {
    "home/.config/containers/policy.json": JSON.stringify({ default: [{ type: "insecureAcceptAnything" }] }),
    "registries.conf": `[[registry]]\nprefix = "public.ecr.aws"\nlocation = "${registry}"\ninsecure = true\n`,
    "storage.conf": `[storage]\ngraphroot = "${folder}/storage"\nrunroot = "${folder}/run"\n`,
    "containers.conf": `[containers]\nvolumes = ["${wheels}:/wheels:ro", "${folder}/pip.conf:/etc/pip.conf:ro"]\n`,
    "pip.conf": "[global]\nno-index = true\nfind-links = /wheels\n",
  });
  return {
    LAMBDA_CONTAINER_BUILDER: builder,
    BUILDAH_ISOLATION: "chroot",
    CONTAINERS_CONF: join(folder, "containers.conf"),
    CONTAINERS_REGISTRIES_CONF: join(folder, "registries.conf"),
    CONTAINERS_STORAGE_CONF: join(folder, "storage.conf"),
    HOME: join(folder, "home"),
  };
}

function onPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "buildah")).find((path) => existsSync(path));
}

/** Debian's packages, unpacked and not installed, where the machine has Debian's tools. Other releases name some of them otherwise. */
function fromDebian(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, stdio: "ignore" } as const;
  for (const name of packages) spawnSync("apt-get", ["download", name], options);
  for (const file of readdirSync(folder)) spawnSync("dpkg", ["-x", file, folder], options);
  const multiarch = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const libraries = [join(folder, "usr/lib", multiarch), join(folder, "lib", multiarch)];
  const builder = join(folder, "buildah");
  const script = `#!/bin/sh\nLD_LIBRARY_PATH=${libraries.join(":")} exec ${folder}/usr/bin/buildah "$@"\n`;
  write(folder, { buildah: script });
  chmodSync(builder, 0o755);
  return spawnSync(builder, ["--version"]).status === 0 ? builder : undefined;
}
