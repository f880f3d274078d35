import { rmSync } from "node:fs";
import { basename, isAbsolute, resolve } from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { contentHash } from "../artifact/content-hash";
import { relativePath } from "../artifact/display-path";
import { writeStaged } from "../artifact/write-staged";
import { preferLogicalId } from "./logical-id";
import type { FunctionSource, PackagedCode } from "./packaging";
import { packagePath } from "./package-path";
import { Receipts } from "./receipts";
import { StackDirectory } from "./stack-directory";

/** The mode is set because `archive_file` otherwise takes it from disk, where it follows the umask of whoever synthesized. */
const packagedFileMode = "0644";

/** Stages the function's own files, to be zipped by Terraform. */
export function archiveSource({ scope, id, source, selected }: FunctionSource): PackagedCode {
  const directory = StackDirectory.of(scope);
  const staged = directory.share(stagedPath(source), contentHash(selected.shipped), (target) => {
    writeStaged(selected, target);
  });
  const path = packagePath(scope, `${id}_function`);
  // What another strategy left there may be a link into the cache, and archive_file writes through it.
  directory.add(path, (target) => {
    rmSync(target, { force: true });
  });
  const archive = new DataArchiveFile(scope, "archive", {
    type: "zip",
    sourceDir: `\${path.module}/${staged}`,
    outputPath: `\${path.module}/${path}`,
    outputFileMode: packagedFileMode,
  });
  preferLogicalId(archive, "archive_file", `${id}_lambda`);
  const files = selected.shipped.map(({ path: file, size, sha256 }) => ({
    ...{ path: file, bytes: size, sha256, mode: packagedFileMode, origin: "first-party" },
  }));
  const unzippedBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  Receipts.of(scope).addZip({ path, holds: "function", madeBy: "archive_file", unzippedBytes, files });
  return {
    filename: archive.outputPath,
    sourceCodeHash: archive.outputBase64Sha256,
    receipt: { strategy: "runtime", zips: [path] },
    made: { options: { slim: true, omitRuntimePackages: true } },
  };
}

/** Where a source folder is staged in the stack directory: at its own path below the project's root, or by its name where it lies outside. */
function stagedPath(source: string): string {
  const path = relativePath(process.cwd(), resolve(source));
  if (path === "") return "source";
  return path === ".." || path.startsWith("../") || isAbsolute(path) ? basename(resolve(source)) : path;
}
