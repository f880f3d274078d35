import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import type { FunctionReceipt } from "../../lib/artifact/receipt/receipt";
import { namedLock } from "../../lib/artifact/requirements/lock-names";
import type { LockPlace } from "../../lib/artifact/resolve/lock-place";
import type { DependencyRequest } from "../../lib/artifact/resolve/resolve-context";
import type { Complaint } from "../../lib/errors/user-error";
import { UsageError } from "./command";

/** Something a lock is wanted for. */
export type LockTarget = Pick<DependencyRequest, "source" | "requirements" | "runtime" | "architecture"> & {
  /** How to name it: as in `aws_lambda_function.<name>`, or by its folder. */
  readonly name: string;
  /** As a person at the project's root names it. */
  readonly folder: string;
};

/** What a person says of a folder, which counts more than what its receipt does. */
export type Given = Partial<Pick<DependencyRequest, "requirements" | "runtime" | "architecture">>;

/** The functions whose dependencies synthesis packages: neither left to AWS nor to a Dockerfile. */
export function packagedTargets(functions: readonly FunctionReceipt[], root: string): LockTarget[] {
  const packaged = functions.filter(({ strategy, image }) => strategy !== "runtime" && image?.build === undefined);
  return packaged.map((fn) => targetOf(fn, root, {}));
}

/**
 * The functions of one folder: those of the given runtime and processor, or, where no function has these yet, all of them, as they would be.
 *
 * @throws UsageError if neither a receipt nor the person says the runtime
 */
export function folderTargets(functions: readonly FunctionReceipt[], root: string, folder: string, given: Given): LockTarget[] {
  const source = resolve(root, folder);
  const known = functions.filter((fn) => resolve(root, fn.source) === source);
  const fitting = known.filter(
    ({ runtime, architecture }) =>
      (given.runtime ?? runtime) === runtime && (given.architecture ?? architecture) === architecture,
  );
  if (known.length > 0) return (fitting.length > 0 ? fitting : known).map((fn) => targetOf(fn, root, given));
  const { requirements, runtime, architecture = "x86_64" } = given;
  if (runtime === undefined) throw new UsageError(`no synthesis knows ${folder} yet: say its --runtime, such as python3.12`);
  return [{ name: folder, folder, source, requirements, runtime, architecture }];
}

function targetOf(
  { name, source, dependencies, runtime, architecture }: FunctionReceipt,
  root: string,
  given: Given,
): LockTarget {
  return {
    ...{ name, folder: source, source: resolve(root, source) },
    requirements: given.requirements ?? dependencies?.requirements,
    runtime: given.runtime ?? runtime,
    architecture: given.architecture ?? architecture,
  };
}

/** What the last synthesis read and is no longer there, so that there is nothing to lock. */
export function missing({ name, folder, source, requirements }: LockTarget): Complaint | undefined {
  if (!existsSync(source)) {
    const fix = "name the folder with the function's code, which its source says: npm run lock -- FOLDER --runtime python3.12";
    return { what: `there is no folder ${folder}`, where: name === folder ? undefined : name, fix };
  }
  if (requirements === undefined || namedLock(basename(requirements)) !== undefined || existsSync(resolve(source, requirements)))
    return undefined;
  const what = `there is no file ${requirements} to make a lock from`;
  return {
    what,
    where: folder,
    fix: `name the one it is, relative to the folder: npm run lock -- ${folder} --requirements FILE`,
  };
}

/** One lock, and all that it is for: usually one function. */
export interface PlannedLock {
  readonly path: string;
  /** Absolute: what it would be made from, which should be one. */
  readonly manifests: readonly string[];
  readonly targets: readonly [LockTarget, ...LockTarget[]];
}

/** Brings together what goes into one file. */
export function plannedLocks(placed: readonly { readonly place: LockPlace; readonly target: LockTarget }[]): PlannedLock[] {
  const byPath = new Map<string, PlannedLock>();
  for (const { place, target } of placed) {
    const { path, manifest } = place;
    const known = byPath.get(path) ?? { manifests: [], targets: [] };
    const manifests = [...new Set([...known.manifests, manifest.path])];
    const [first = target, ...others] = [...known.targets, target];
    byPath.set(path, { path, manifests, targets: [first, ...others] });
  }
  return [...byPath.values()];
}

/** Says, where a lock would be made from more than one manifest, or for more than one platform, what to do instead. */
export function conflict({ path, manifests, targets }: PlannedLock): Complaint | undefined {
  const where = displayPath(path);
  if (manifests.length > 1) {
    const names = manifests.map((manifest) => basename(manifest)).join(" and ");
    return { what: `${names} would have one lock`, where, fix: "rename one of them, and say so where a function names it" };
  }
  const platforms = new Map(targets.map((each) => [`${each.runtime} on ${each.architecture}`, each]));
  if (platforms.size === 1) return undefined;
  const [{ folder, runtime, architecture }] = targets;
  const wanted = [...platforms].map(([platform, { name }]) => `${name} is for ${platform}`).join(", ");
  const fix = [
    "give each function a folder or a requirements file of its own, or use a pyproject.toml with uv.lock, which is for all;",
    `to lock for one of them alone: npm run lock -- ${folder} --runtime ${runtime} --architecture ${architecture}`,
  ].join(" ");
  return { what: `a lock is for one runtime and processor, and ${wanted}`, where, fix };
}
