import { basename } from "node:path";
import { parseArgs } from "node:util";
import { displayPath, relativePath } from "../../lib/artifact/display-path";
import type { LockForm } from "../../lib/artifact/requirements/lock-names";
import { writeLock } from "../../lib/artifact/resolve/lock";
import { type LockChanges, lockChanges, type VersionedName } from "../../lib/artifact/resolve/lock-changes";
import { lockPlace, readsLock } from "../../lib/artifact/resolve/lock-place";
import type { Architecture } from "../../lib/artifact/resolve/platform";
import { type Complaint, throwIfAny, UserError } from "../../lib/errors/user-error";
import { isManagedRuntime, managedRuntimes, type ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import { allApps, mainApp } from "../local/app";
import { cloudFolder } from "../local/cloud-folder";
import { stackDirectories } from "../local/stack-directories";
import { lockBase, lockedBaseText } from "./lock-base";
import { UsageError, type Command, type Io } from "./command";
import {
  conflict,
  folderTargets,
  type Given,
  type LockTarget,
  missing,
  packagedTargets,
  type PlannedLock,
  plannedLocks,
} from "./lock-targets";
import { readReceipts } from "./receipts";

const named = "npm run lock -- backend/report --runtime python3.12";

/** Writes the lock of each function beside its source. */
export const lock: Command = {
  name: "lock",
  summary: "write the lock beside the source of each bundle or layer, or of the folder you name",
  usage:
    "npm run lock -- [--form pylock|requirements] [--json] [FOLDER [--runtime python3.12] [--architecture x86_64|arm64] [--requirements FILE]]\n       npm run lock -- --base python3.11",
  run: (args, io) => {
    const { folder, given, form, json, base } = readArguments(args);
    if (base !== undefined) return writeBase(base, json, io);
    const targets = folder === undefined ? allTargets(io) : targetsIn(folder, given, io);
    const complaints: Complaint[] = [];
    const written: WrittenReport[] = [];
    for (const planned of plan(targets, form, folder === undefined, io, complaints)) {
      const report = attempt(complaints, () => write(planned, form, io));
      if (report === undefined) continue;
      written.push(report);
      if (!json) io.out(rendered(report));
    }
    if (json) io.out(JSON.stringify({ locks: written }, undefined, 2));
    throwIfAny(complaints);
    return Promise.resolve(0);
  },
};

interface Arguments {
  readonly folder: string | undefined;
  readonly given: Given;
  readonly form: LockForm | undefined;
  readonly json: boolean;
  readonly base: string | undefined;
}

async function writeBase(named: string, json: boolean, io: Io): Promise<number> {
  const { locked, complaints } = await lockBase(named, io);
  io.out(json ? JSON.stringify(locked, undefined, 2) : lockedBaseText(locked));
  throwIfAny(complaints);
  return 0;
}

function readArguments(args: readonly string[]): Arguments {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      runtime: text,
      architecture: text,
      requirements: text,
      form: text,
      base: text,
      json: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const [folder, ...others] = positionals;
  if (others.length > 0) throw new UsageError("name one folder");
  const { runtime, architecture, requirements, form, json, base } = values;
  if (base !== undefined && (folder ?? runtime ?? architecture ?? requirements ?? form) !== undefined)
    throw new UsageError("--base is said alone: python3.11, or the name of an image");
  if (folder === undefined && (runtime ?? architecture ?? requirements) !== undefined)
    throw new UsageError("--runtime, --architecture and --requirements are said of a folder: name it");
  const given = {
    runtime: oneOf("--runtime", Object.keys(managedRuntimes).filter(isManagedRuntime), runtime),
    architecture: oneOf<Architecture>("--architecture", ["x86_64", "arm64"], architecture),
    requirements,
  };
  return { folder, given, form: oneOf<LockForm>("--form", ["pylock", "requirements"], form), json, base };
}

function oneOf<T extends string>(option: string, allowed: readonly T[], value: string | undefined): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(`${option} takes one of: ${allowed.join(", ")}`);
  return found;
}

function allTargets({ root }: Io): LockTarget[] {
  const app = mainApp(cloudFolder(root));
  const { functions, unreadable } = readReceipts(stackDirectories(app));
  const fix = `npm run synth, or name the folder: ${named}`;
  throwIfAny(unreadable.map((path) => ({ what: "the receipt cannot be read", where: displayPath(path), fix })));
  const targets = packagedTargets(functions, root);
  if (targets.length > 0) return targets;
  const what = "the last synthesis has no function whose packaging is a bundle or a layer";
  throw new UserError({ what, where: displayPath(app.output), fix });
}

/** The last synthesis may be old, of another release, or of an example: what it does not say, the person does. */
function targetsIn(folder: string, given: Given, { root }: Io): LockTarget[] {
  const { functions } = readReceipts(allApps(cloudFolder(root)).flatMap(stackDirectories));
  return folderTargets(functions, root, folder, given);
}

/** What to write. A function that needs no lock is told and left alone, unless it is the one that was asked for. */
function plan(
  targets: readonly LockTarget[],
  form: LockForm | undefined,
  skips: boolean,
  io: Io,
  complaints: Complaint[],
): PlannedLock[] {
  const placed = targets.flatMap((target) => {
    const gone = missing(target);
    if (gone !== undefined) {
      complaints.push(gone);
      return [];
    }
    const place = attempt(complaints, () => lockPlace(target, form));
    if (place === undefined) return [];
    if (!("why" in place)) return [{ place, target }];
    if (skips) io.err(`${target.name}: ${place.why.what}; ${place.why.fix}`);
    else complaints.push(place.why);
    return [];
  });
  return plannedLocks(placed).filter((planned) => {
    const complaint = conflict(planned);
    if (complaint !== undefined) complaints.push(complaint);
    return complaint === undefined;
  });
}

/** What is wrong with one lock does not keep the others from being written. */
function attempt<T>(complaints: Complaint[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    complaints.push(...error.complaints);
    return undefined;
  }
}

/** What was written, as `--json` has it. */
interface WrittenReport {
  readonly path: string;
  readonly form: LockForm;
  readonly madeFrom: string;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  readonly distributions: readonly VersionedName[];
  readonly changes: LockChanges;
  /** What to name as a function's requirements, so that it reads the lock; undefined where it does already. */
  readonly toBeNamed: string | undefined;
}

function write({ targets }: PlannedLock, form: LockForm | undefined, io: Io): WrittenReport {
  const [target] = targets;
  const { path, manifest, resolved, before, form: written } = writeLock({ ...target, env: io.env, say: io.err }, form);
  const { distributions } = resolved.resolution;
  const unread = targets.find((each) => !readsLock(each, path));
  return {
    ...{ path: displayPath(path), form: written, madeFrom: basename(manifest.path) },
    ...{ runtime: target.runtime, architecture: target.architecture },
    distributions: distributions.map(({ name, version }) => ({ name, version })),
    changes: lockChanges(before ?? [], distributions),
    toBeNamed: unread === undefined ? undefined : relativePath(unread.source, path),
  };
}

function rendered({ path, madeFrom, runtime, architecture, distributions, changes, toBeNamed }: WrittenReport): string {
  const count = distributions.length === 1 ? "1 distribution" : `${distributions.length} distributions`;
  const line =
    (what: string) =>
    ({ name, version = "" }: VersionedName) =>
      `  ${what}  ${name} ${version}`.trimEnd();
  const changed = [
    ...changes.added.map(line("added  ")),
    ...changes.removed.map(line("removed")),
    ...changes.updated.map(({ name, from, to }) => `  updated  ${name} ${from} → ${to}`),
    ...changes.otherWheel.map((each) => `${line("updated")(each)}, by another wheel`),
  ];
  const hint = toBeNamed === undefined ? [] : [`  it is read where a function names it: requirements: "${toBeNamed}"`];
  const head = `${path}   ${count} for ${runtime} on ${architecture}, from ${madeFrom}`;
  return [head, ...(changed.length === 0 ? ["  nothing changed"] : changed), ...hint].join("\n");
}
