import { readFileSync } from "node:fs";
import { UserError } from "../../errors/user-error";
import type { LockForm } from "../requirements/lock-names";
import { parsePylock } from "../requirements/pylock";
import { readRequirementsFile } from "../requirements/requirements-file";
import { pinnedVersion } from "../requirements/specifier";
import type { ResolvedDistribution } from "./resolution";

/** A distribution in a lock. */
export interface LockedDistribution {
  /** Normalised. */
  readonly name: string;
  /** Undefined where the lock leaves it to a folder. */
  readonly version: string | undefined;
  /** sha256, hexadecimal, of the wheels that may stand for it. */
  readonly hashes: readonly string[];
}

/** What a lock has that the one before had not, by name. */
export interface LockChanges {
  readonly added: readonly VersionedName[];
  readonly removed: readonly VersionedName[];
  readonly updated: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Of the same version, by another wheel: that of another runtime, or one that was built anew. */
  readonly otherWheel: readonly VersionedName[];
}

/** A distribution, and its version where it is known. */
export interface VersionedName {
  readonly name: string;
  readonly version: string | undefined;
}

/** What a lock holds; undefined where there is none, or nobody can read it any more. */
export function readLock(path: string, form: LockForm, env: NodeJS.ProcessEnv): readonly LockedDistribution[] | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return form === "pylock" ? inPylock(text, path) : inRequirements(path, env);
  } catch (error) {
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Compares the distributions of a lock with those of the one before. */
export function lockChanges(before: readonly LockedDistribution[], after: readonly ResolvedDistribution[]): LockChanges {
  const old = new Map(before.map((each) => [each.name, each]));
  const names = new Set(after.map(({ name }) => name));
  const stayed = after.flatMap(({ name, version, wheel: { sha256 } }) => {
    const was = old.get(name);
    return was === undefined ? [] : [{ name, version, sha256, was }];
  });
  return {
    added: after.filter(({ name }) => !old.has(name)).map(versioned),
    removed: before.filter(({ name }) => !names.has(name)).map(versioned),
    updated: stayed.flatMap(({ name, version, was }) =>
      was.version === undefined || was.version === version ? [] : [{ name, from: was.version, to: version }],
    ),
    otherWheel: stayed
      .filter(({ version, sha256, was }) => was.version === version && !was.hashes.includes(sha256))
      .map(versioned),
  };
}

function versioned({ name, version }: VersionedName): VersionedName {
  return { name, version };
}

function inPylock(text: string, path: string): LockedDistribution[] {
  return parsePylock(text, path).packages.map(({ name, version, wheels }) => ({
    name,
    version,
    hashes: wheels.map(({ sha256 }) => sha256),
  }));
}

function inRequirements(path: string, env: NodeJS.ProcessEnv): LockedDistribution[] {
  return readRequirementsFile(path, env).requirements.flatMap(({ requirement: { name, specifier }, hashes }) =>
    name === undefined ? [] : [{ name, version: pinnedVersion(specifier), hashes }],
  );
}
