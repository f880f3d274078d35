import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Complaint, UserError } from "../errors/user-error";
import { displayPath } from "./display-path";
import { unreadable } from "./source-complaints";
import type { SourceFile } from "./source-tree";
import type { SelectedSource } from "./stage";

/** Modes for Lambda's user, who owns nothing of it, whatever the modes and the umask on this machine. */
const modes = { folder: 0o755, file: 0o644, executable: 0o755 };

/**
 * Copies the selected files into a folder that is absent or empty, all or none. Folders get mode 0755, files 0644 or, where executable,
 * 0755, whatever the umask; folders without a file are not made.
 *
 * @throws UserError if a file vanished or changed since it was selected, or the folder cannot be written
 */
export function writeStaged({ shipped }: Pick<SelectedSource, "shipped">, directory: string): void {
  const target = resolve(directory);
  const temporary = asUserError(target, () => {
    mkdirSync(dirname(target), { recursive: true });
    return mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  });
  try {
    const [first, ...others] = asUserError(target, () => {
      for (const folder of foldersOf(shipped)) {
        mkdirSync(join(temporary, folder), { recursive: true });
        chmodSync(join(temporary, folder), modes.folder); // before anything goes in: the umask may have closed it to us too
      }
      return shipped.flatMap((file) => copy(file, temporary));
    });
    if (first !== undefined) throw new UserError([first, ...others]);
    asUserError(target, () => {
      renameSync(temporary, target);
    });
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

function copy({ path, absolutePath, sha256, executable }: SourceFile, folder: string): Complaint[] {
  let content: Buffer;
  try {
    content = readFileSync(absolutePath);
  } catch (error) {
    return [unreadable(absolutePath, error)];
  }
  if (createHash("sha256").update(content).digest("hex") !== sha256) {
    const what = `${basename(absolutePath)} changed while it was being staged`;
    return [{ what, where: displayPath(absolutePath), fix: "try again when nothing writes to it" }];
  }
  const target = join(folder, path);
  writeFileSync(target, content, { flag: "wx" });
  chmodSync(target, executable ? modes.executable : modes.file);
  return [];
}

/** The folders of the files, those above first: "" for the one that holds all. */
function foldersOf(files: readonly SourceFile[]): Set<string> {
  const folders = files.flatMap(({ path }) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index)));
  return new Set(["", ...folders]);
}

function asUserError<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR") {
      throw new UserError(
        { what: "there is something where the files are to be staged", where: displayPath(directory), fix: "remove it" },
        { cause: error },
      );
    }
    throw new UserError(
      {
        what: `the files cannot be staged: ${message}`,
        where: displayPath(directory),
        fix: "make room, or give yourself the right to write there",
      },
      { cause: error },
    );
  }
}
