import { isUtf8 } from "node:buffer";
import { lstatSync, readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Complaint, throwIfAny, UserError } from "../errors/user-error";
import { collisions } from "./collisions";
import { byPath } from "./content-hash";
import { displayPath } from "./display-path";
import { holdsLogin } from "./logins";
import { below, fromDefault } from "./select";
import { defaultRules } from "./selection-rules";
import { nameComplaint, unreadable } from "./source-complaints";
import { type LeftOut, readSourceTree, type SourceFile, type SourceTree } from "./source-tree";
import { excludeRules, includeRules, lambdaignoreRules, type UserRules } from "./user-rules";

/** Which first-party files go into a function. */
export interface SourceSelection {
  /** The folder of the handler, absolute or relative to the current folder. Its content is the artifact's root. */
  readonly source: string;
  /** More folders, absolute or relative to `source`, each staged under its own name: `../common` as `common/`. @default none */
  readonly additionalSources?: readonly string[];
  /**
   * `.gitignore` patterns of what stays behind, as paths in the artifact (`common/data/`). They count more than the built-in rules and
   * `.lambdaignore`. @default none
   */
  readonly exclude?: readonly string[];
  /**
   * `.gitignore` patterns of what ships although a rule leaves it out, as paths in the artifact. They count more than all else:
   * `tests/` takes the folder in and keeps other rules going in it, `tests/**` takes in everything there. @default none
   */
  readonly include?: readonly string[];
}

/** The files of a function, sorted by path. */
export interface SelectedSource {
  /** Absolute path of `source`. */
  readonly root: string;
  readonly shipped: readonly SourceFile[];
  readonly left: readonly LeftOut[];
}

/**
 * Reads the source folders and selects what ships: built-in rules < `.lambdaignore` of the folder < `exclude` < `include`. Whatever they say, a
 * requirements file with the login of an index in it stays behind.
 *
 * @throws UserError listing everything wrong with the folders, the patterns and the files that would ship, or if nothing would
 */
export function selectSource({ source, additionalSources = [], exclude = [], include = [] }: SourceSelection): SelectedSource {
  const root = resolve(source);
  const excluded = excludeRules(exclude, displayPath(root), root);
  const included = includeRules(include, displayPath(root), root);
  const trees = [
    readRoot(root, "", excluded, included),
    ...additionalSources.map((extra) => readRoot(resolve(root, extra), `${basename(resolve(root, extra))}/`, excluded, included)),
  ];
  const files = trees.flatMap((tree) => tree.files).sort(byPath);
  const secret = files.filter(holdsLogin).map(({ path }) => ({ path, rule: "secrets" }));
  const shipped = files.filter(({ path }) => !secret.some((each) => each.path === path));
  const left = [...trees.flatMap((tree) => tree.left), ...secret].sort(byPath);
  throwIfAny([
    ...excluded.complaints,
    ...included.complaints,
    ...trees.flatMap(({ complaints }) => complaints),
    ...collisions(shipped),
  ]);
  if (shipped.length === 0) throw new UserError(nothingShips(root, left));
  return { root, shipped, left };
}

function readRoot(root: string, base: string, excluded: UserRules, included: UserRules): SourceTree {
  const fault = rootFault(root, base);
  if (fault !== undefined) return { files: [], left: [], complaints: [fault] };
  const own = readLambdaignore(root, base);
  const ofThisFolder = [...defaultRules.map(fromDefault), ...own.rules];
  const rules = [
    ...(base === "" ? ofThisFolder : ofThisFolder.map((rule) => below(base, rule))),
    ...excluded.rules,
    ...included.rules,
  ];
  const tree = readSourceTree({ root, base, rules });
  return { ...tree, complaints: [...own.complaints, ...tree.complaints] };
}

function rootFault(root: string, base: string): Complaint | undefined {
  const where = displayPath(root);
  try {
    if (!statSync(root).isDirectory()) {
      return { what: "the source is a file, not a folder", where, fix: "name the folder the handler lies in" };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return unreadable(root, error);
    return { what: "the source folder does not exist", where, fix: "create it, or correct the path" };
  }
  if (base === "/") return { what: "the root of the file system cannot be a further source", where, fix: "name a folder in it" };
  return base === "" ? undefined : nameComplaint(resolve(root, ".."), Buffer.from(basename(root)));
}

function readLambdaignore(root: string, base: string): UserRules {
  const file = resolve(root, ".lambdaignore");
  let content: Buffer;
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return { rules: [], complaints: [] };
    if (!statSync(file).isFile()) return notReadable(file, "a FIFO, device or folder"); // a FIFO would be waited for
    content = readFileSync(file);
  } catch (error) {
    return notReadable(file, (error as Error).message);
  }
  if (!isUtf8(content)) return notReadable(file, "not UTF-8");
  return lambdaignoreRules(content.toString(), { name: `${base}.lambdaignore`, file: displayPath(file), root });
}

function notReadable(file: string, why: string): UserRules {
  const fix = "make it a text file in UTF-8 that you may read, or remove it";
  return { rules: [], complaints: [{ what: `.lambdaignore cannot be read: ${why}`, where: displayPath(file), fix }] };
}

function nothingShips(root: string, left: readonly LeftOut[]): Complaint {
  const shown = left.slice(0, 3).map(({ path, rule }) => `${path} (${rule})`);
  const more = left.length > shown.length ? ` and ${left.length - shown.length} more` : "";
  return left.length === 0
    ? { what: "the source folder is empty", where: displayPath(root), fix: "put the handler in it, or correct the path" }
    : {
        what: `nothing in the source folder ships; left out are ${shown.join(", ")}${more}`,
        where: displayPath(root),
        fix: "correct the path, or take files back in with include",
      };
}
