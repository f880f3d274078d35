import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isFolder } from "../file-kind";
import { UserError } from "../../errors/user-error";
import { entryKey, readEntry, writeEntry } from "../cache/entries";
import { hashFile } from "../zip/file-hash";
import { withFile } from "../zip/read-range";
import { temporaryPath } from "../cache/temporary";
import { adoptWheel, hasWheel, type WheelId } from "../cache/wheels";
import { contentHash } from "../content-hash";
import { displayPath } from "../display-path";
import { readWheelFilename } from "../wheel/filename";
import type { SourceFile } from "../source-tree";
import { platformText } from "./platform";
import { copyProject, earliest, readProject } from "./project-copy";
import type { ResolveContext } from "./resolve-context";
import { runUv } from "./run-uv";
import { bestWheel } from "./wheel-tags";

/** A wheel that was built from a folder, and lies in the cache. */
export interface BuiltWheel extends WheelId {
  /** In bytes. */
  readonly size: number;
}

/**
 * The wheel of a folder with a Python project, built by `uv build` where the cache has none of the same content. The build sees a copy:
 * nothing is written into the folder.
 *
 * @param where what asks for it: `requirements.txt:3`
 * @throws UserError if it is no project, cannot be built, or its wheel does not fit the runtime
 */
export function localWheel(folder: string, where: string, context: ResolveContext): BuiltWheel {
  const files = projectFiles(folder, where);
  const key = entryKey({ content: contentHash(files) });
  const known = context.refresh ? undefined : (readEntry(context.cache, "built", key) as BuiltWheel | undefined);
  const wheel = known !== undefined && hasWheel(context.cache, known) ? known : build(files, folder, where, key, context);
  if (bestWheel([wheel], context.platform) === undefined) throw notFitting(wheel, where, context);
  return wheel;
}

function projectFiles(folder: string, where: string): readonly SourceFile[] {
  if (!isFolder(folder)) {
    throw new UserError({ what: `${displayPath(folder)} is no folder`, where, fix: "create it, or correct the path" });
  }
  // Asked before anything is read: a path such as ".." may lead to a whole disk.
  if (!["pyproject.toml", "setup.py"].some((name) => existsSync(join(folder, name)))) {
    throw new UserError({
      what: `${displayPath(folder)} is no Python project: it has neither pyproject.toml nor setup.py`,
      where,
      fix: "add a pyproject.toml with [project] and [build-system], or correct the path",
    });
  }
  return readProject(folder);
}

function build(files: readonly SourceFile[], folder: string, where: string, key: string, context: ResolveContext): BuiltWheel {
  const { cache, env, offline, scrub, say } = context;
  const work = temporaryPath(cache);
  const [source, output] = [join(work, "source"), join(work, "output")];
  try {
    copyProject(files, source);
    say(`building a wheel of ${displayPath(folder)}`);
    const { status, stderr } = runUv(context.uv(), {
      args: ["build", "--wheel", "--no-config", "--out-dir", output, source],
      cwd: work,
      env: { ...env, SOURCE_DATE_EPOCH: String(earliest), PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1" },
      offline,
    });
    const filename = status === 0 ? readdirSync(output).find((name) => readWheelFilename(name) !== undefined) : undefined;
    if (filename === undefined) {
      const said = scrub(stderr).replaceAll(`${source}/`, "").replaceAll(source, ".").trim().split("\n").slice(-12);
      throw new UserError({
        what: [`no wheel could be built of ${displayPath(folder)}:`, ...said].join("\n  "),
        where,
        fix: `mend what it says; try it with: uv build --wheel ${displayPath(folder)}`,
      });
    }
    const file = join(output, filename);
    const wheel = { filename, sha256: withFile(file, hashFile).sha256, size: statSync(file).size };
    adoptWheel(cache, file, wheel);
    hasWheel(cache, wheel);
    writeEntry(cache, "built", key, wheel);
    return wheel;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function notFitting({ filename }: BuiltWheel, where: string, { platform }: ResolveContext): UserError {
  return new UserError({
    what: `${filename}, built here, is for this machine and does not fit ${platformText(platform)}`,
    where,
    fix: "it has compiled parts: build it in a manylinux image (cibuildwheel does), and name the folder with --find-links",
  });
}
