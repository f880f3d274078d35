import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isFile } from "../file-kind";
import { displayPath } from "../display-path";
import { manifestNames, namedLock } from "../requirements/lock-names";
import type { Listed } from "../requirements/requirements-file";
import { pinnedVersion } from "../requirements/specifier";
import { checkLockFits } from "./lock-fits";
import type { LockableManifest } from "./lock-place";
import type { Platform } from "./platform";
import { lockKey, wantedBy } from "./wanted";

const lockedFor = "# Locked for ";
const lockedBy = "# What it was made from: ";

/** The first lines of a lock in form of requirements, by which it is known again. */
export function lockHeading({ runtime, architecture }: Pick<Platform, "runtime" | "architecture">, key: string): string[] {
  return [`${lockedFor}${runtime} on ${architecture}. Write it anew with: npm run lock`, `${lockedBy}${key}`];
}

/** Whether a file is a lock in form of requirements that this project wrote, whatever its name. */
export function isOwnLock(path: string): boolean {
  return headOf(path).startsWith(lockedFor);
}

/**
 * Checks that a lock in form of requirements still fits the manifest of its name beside it, where this project wrote it and there is one. That
 * it fits the platform is for its hashes to say.
 *
 * @param listed what the lock pins
 * @throws UserError with everything that does not fit
 */
export function checkRequirementsLock(path: string, listed: readonly Listed[], platform: Platform, env: NodeJS.ProcessEnv): void {
  const head = headOf(path);
  const manifest = head.startsWith(lockedFor) ? manifestBeside(path) : undefined;
  if (manifest === undefined) return;
  const wanted = wantedBy(manifest, env);
  const packages = listed.map(({ requirement: { name = "", specifier, marker }, file, line }) => {
    const version = pinnedVersion(specifier);
    return {
      name,
      version,
      marker,
      requiresPython: [],
      wheels: [],
      directory: undefined,
      otherwise: undefined,
      where: `${file}:${line}`,
    };
  });
  const [, requirements] = new RegExp(`^${lockedBy}([0-9a-f]+)\\r?$`, "m").exec(head) ?? [];
  const lock = { requiresPython: [], environments: [], packages, own: { requirements } };
  checkLockFits(lock, wanted.requirements, platform, lockKey(wanted), displayPath(path));
}

function manifestBeside(lock: string): LockableManifest | undefined {
  const name = namedLock(basename(lock));
  if (name === undefined) return undefined;
  const beside = (file: string): string => join(dirname(lock), file);
  const own = manifestNames(name).map(beside).find(isFile);
  if (own !== undefined) return { kind: "requirements", path: own, pylock: undefined };
  const project = beside("pyproject.toml");
  const isOfProject = name.stem === "requirements" && isFile(project) && !isFile(beside("uv.lock"));
  return isOfProject ? { kind: "pyproject", path: project, pylock: undefined } : undefined;
}

/** Empty where there is no such file. */
function headOf(path: string): string {
  return isFile(path) ? readFileSync(path, "utf8").slice(0, 500) : "";
}
