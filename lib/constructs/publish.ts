import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { readReceipt, receiptName } from "./read-receipt";
import { sameFile } from "./same-file";

/** Lists, relative to the output folder, what the last synthesis wrote: what the next one may replace or remove. */
const listing = "synthesized.json";
const configuration = "cdk.tf.json";
const importTimes = "import-times.json";
const packages = "lambda_packages";
/** What people call a saved plan, and what cdktf does. */
const savedPlans = ["tfplan", "plan"];

/**
 * Puts a finished synthesis in place, touching only what differs. It removes what an earlier synthesis wrote, or had Terraform zip, and
 * this one does not, whatever else lies in a staged folder (it would be shipped), and a saved plan, which no longer fits. All else in
 * a stack directory stays: `.terraform`, the ZIPs Terraform makes, a person's own files.
 *
 * `cdk.tf.json` is taken away first and put back last: one that is cut short leaves a stack directory Terraform refuses, never one
 * that mixes old and new.
 *
 * @param from the finished synthesis; its files are moved away
 * @param to the output folder, such as `cdktf.out`, on the same file system
 */
export function publish(from: string, to: string): void {
  const written = filesBelow(from);
  for (const path of written) forgetUmask(join(from, path));
  const stillArchived = archivedZips(from);
  const formerlyArchived = archivedZips(to).filter((path) => !stillArchived.includes(path));
  const earlier = [...previouslyWritten(to), ...formerlyArchived, ...strayFiles(from, to)];
  const stale = earlier.filter((path) => !written.includes(path));
  const changed = written.filter((path) => !sameFile(join(from, path), join(to, path)));
  // What was measured is another each time, and alone it is no reason to touch anything.
  const measuredAlone = changed.every((path) => basename(path) === importTimes && existsSync(join(to, path)));
  if (measuredAlone && stale.length === 0) return;

  list(to, [...written, ...stale]);
  for (const stack of directoriesIn(join(from, "stacks"))) {
    for (const name of [...savedPlans, configuration]) rmSync(join(to, "stacks", stack, name), { force: true });
  }
  for (const path of stale) removeWithEmptyParents(to, path);
  const last = written.filter((path) => path.endsWith(`/${configuration}`));
  for (const path of [...changed.filter((path) => !last.includes(path)), ...last]) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    renameSync(join(from, path), join(to, path));
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) chmodSync(join(to, parent), 0o755);
  }
  list(to, written);
}

function list(to: string, paths: readonly string[]): void {
  const unfinished = join(to, `${listing}.${process.pid}`);
  writeFileSync(unfinished, `${JSON.stringify(paths, undefined, 2)}\n`);
  renameSync(unfinished, join(to, listing));
}

function previouslyWritten(to: string): string[] {
  const path = join(to, listing);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as string[]) : [];
}

/**
 * What lies in the output's staged folders beside what was staged: an interpreter's `__pycache__`, an editor's backup. The ZIPs' folder is
 * none of them: Terraform writes there too.
 */
function strayFiles(from: string, to: string): string[] {
  return directoriesIn(join(from, "stacks")).flatMap((stack) =>
    directoriesIn(join(from, "stacks", stack)).flatMap((directory) => {
      if (directory === packages) return [];
      const staged = join("stacks", stack, directory);
      return filesBelow(join(to, staged)).map((path) => join(staged, path));
    }),
  );
}

/** The ZIPs that Terraform makes for the functions of the stacks, as their receipts say. */
function archivedZips(output: string): string[] {
  return directoriesIn(join(output, "stacks")).flatMap((stack) => {
    const directory = join("stacks", stack);
    return readReceipt(join(output, directory, receiptName), ({ zips }) =>
      zips.flatMap(({ madeBy, path }) =>
        madeBy === "archive_file" && dirname(path) === packages ? [join(directory, path)] : [],
      ),
    );
  });
}

function filesBelow(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Names of the folders in a folder, which need not be there. */
export function directoriesIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** cdktf writes with the modes a person's umask leaves; two checkouts are to be the same. */
function forgetUmask(path: string): void {
  const { mode } = statSync(path);
  const wanted = (mode & 0o100) === 0 ? 0o644 : 0o755;
  if ((mode & 0o777) !== wanted) chmodSync(path, wanted); // a ZIP may be a link to what another user owns
}

function removeWithEmptyParents(root: string, path: string): void {
  rmSync(join(root, path), { force: true });
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    const directory = join(root, parent);
    if (!existsSync(directory) || readdirSync(directory).length > 0) return;
    rmSync(directory, { recursive: true });
  }
}
