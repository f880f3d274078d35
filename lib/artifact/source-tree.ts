import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Complaint } from "../errors/user-error";
import { byPath } from "./content-hash";
import { shownName } from "./display-path";
import { judge, type Rule, ships, type Verdict } from "./select";
import { followLink, leadsToFolder } from "./source-link";
import { nameComplaint, notAFile, unreadable } from "./source-complaints";

/** A regular file that ships. */
export interface SourceFile {
  /** Where it goes in the artifact: posix, relative. */
  readonly path: string;
  /** Where it lies on this machine. */
  readonly absolutePath: string;
  /** Whether anyone may execute it. */
  readonly executable: boolean;
  /** In bytes. */
  readonly size: number;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
}

/** A file, or a whole folder, that stays behind, and the rule that says so. */
export interface LeftOut {
  /** As in the artifact, a folder with a slash at the end, control characters and backslashes escaped. */
  readonly path: string;
  readonly rule: string;
}

/** A folder to read. */
export interface SourceRoot {
  /** Absolute path. */
  readonly root: string;
  /** What its paths begin with in the artifact: "" or `common/`. */
  readonly base: string;
  readonly rules: readonly Rule[];
}

/** What a source folder holds by the rules, in no order, and what cannot ship although it should. */
export interface SourceTree {
  readonly files: readonly SourceFile[];
  readonly left: readonly LeftOut[];
  readonly complaints: readonly Complaint[];
}

/**
 * Reads every file that ships. A folder left out as a whole is not opened, and whatever is odd about a left-out file does not matter.
 * Links to files and folders inside the source folder are followed. All that is wrong is listed; thrown is only what `root` itself
 * makes Node throw.
 */
export function readSourceTree(source: SourceRoot): SourceTree {
  const walk = new Walk(source);
  walk.start();
  return {
    files: walk.files,
    left: walk.left,
    complaints: walk.complaints.sort((a, b) => byPath({ path: a.where ?? "" }, { path: b.where ?? "" })),
  };
}

interface Folder {
  /** In the artifact: "" or with a slash at the end. */
  readonly path: string;
  readonly absolutePath: string;
  /** The verdict on the folder above. */
  readonly above: Verdict;
  /** Real paths of this folder and those above it, to notice a link that leads back. */
  readonly realPaths: readonly string[];
}

class Walk {
  readonly files: SourceFile[] = [];
  readonly left: LeftOut[] = [];
  readonly complaints: Complaint[] = [];
  private readonly realRoot: string;

  constructor(private readonly source: SourceRoot) {
    this.realRoot = realpathSync(source.root);
  }

  start(): void {
    const { base, root, rules } = this.source;
    if (base !== "" && this.staysBehind(base, judge(rules, ships, base))) return;
    this.enter({ path: base, absolutePath: root, above: ships, realPaths: [this.realRoot] });
  }

  private enter(folder: Folder): void {
    const { path, absolutePath, above } = folder;
    const entries = this.attempt(absolutePath, () => readdirSync(absolutePath, { withFileTypes: true, encoding: "buffer" }));
    if (entries === undefined) return;
    const names = new Set(entries.map(({ name }) => name.toString()));
    const verdict = path === "" ? above : judge(this.source.rules, above, path, names);
    if (path !== "" && this.staysBehind(path, verdict)) return;
    for (const entry of entries) this.visit(folder, verdict, entry);
  }

  private visit(folder: Folder, above: Verdict, entry: Dirent<Buffer>): void {
    const name = entry.name.toString();
    const absolutePath = join(folder.absolutePath, name);
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(absolutePath));
    const slash = isFolder ? "/" : "";
    const path = `${folder.path}${name}${slash}`;
    const verdict = judge(this.source.rules, above, path);
    if (this.staysBehind(`${folder.path}${shownName(entry.name)}${slash}`, verdict)) return;

    const badName = nameComplaint(folder.absolutePath, entry.name);
    if (badName !== undefined) {
      this.complaints.push(badName);
      return;
    }
    let realPaths = [...folder.realPaths, join(folder.realPaths.at(-1) ?? this.realRoot, name)];
    if (entry.isSymbolicLink()) {
      const target = followLink(absolutePath, isFolder, { ...this.source, realRoot: this.realRoot, realPaths: folder.realPaths });
      if ("complaint" in target) {
        this.complaints.push(target.complaint);
        return;
      }
      realPaths = [...folder.realPaths, target.realPath];
    }
    if (isFolder) this.enter({ path, absolutePath, above, realPaths });
    else this.take(path, absolutePath);
  }

  private take(path: string, absolutePath: string): void {
    const stats = this.attempt(absolutePath, () => statSync(absolutePath));
    if (stats === undefined) return;
    if (!stats.isFile()) {
      this.complaints.push(notAFile(absolutePath, stats));
      return;
    }
    const content = this.attempt(absolutePath, () => readFileSync(absolutePath));
    if (content === undefined) return;
    const sha256 = createHash("sha256").update(content).digest("hex");
    this.files.push({ path, absolutePath, executable: (stats.mode & 0o111) !== 0, size: content.length, sha256 });
  }

  /** Notes what stays behind; a folder does only if no rule may take something in it back in. */
  private staysBehind(path: string, { leftBy, reaching }: Verdict): boolean {
    if (leftBy === undefined || (path.endsWith("/") && reaching.length > 0)) return false;
    this.left.push({ path, rule: leftBy.name });
    return true;
  }

  private attempt<T>(absolutePath: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.complaints.push(unreadable(absolutePath, error));
      return undefined;
    }
  }
}
