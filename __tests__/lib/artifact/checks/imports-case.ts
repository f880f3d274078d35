import { join } from "node:path";
import type { Finding } from "../../../../lib/artifact/checks/finding";
import { checkImports, type ImportQuestion, type ImportVerdict } from "../../../../lib/artifact/checks/imports";
import type { ImportableFile } from "../../../../lib/artifact/checks/imports-search";
import { scanSources } from "../../../../lib/artifact/python-scan/scan-sources";
import { selectSource } from "../../../../lib/artifact/stage";
import { inTemporaryFolder, write } from "../temporary-folder";

/** A function to be judged: its own files, and what its dependencies are. */
export interface ImportCase extends Partial<Pick<ImportQuestion, "strategy" | "runtime" | "handler">> {
  readonly files: Readonly<Record<string, string>>;
  /** Path of a file to the distribution it comes from. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Writes the files, has Python read them, and judges them. Shown paths begin with `~`. */
export function verdictOn({
  files,
  dependencies = {},
  strategy = "bundle",
  runtime = "python3.11",
  handler = "index.handler",
}: ImportCase): ImportVerdict {
  return inTemporaryFolder((folder) => {
    write(join(folder, "source"), { "index.py": "def handler(event, context): pass\n", ...files });
    const { shipped, left } = selectSource({ source: join(folder, "source") });
    const scan = scanSources({ files: shipped, runtime, cache: join(folder, "cache"), env: process.env });
    if ("notScanned" in scan) throw new Error(scan.notScanned);
    const own = shipped.map(({ path }): ImportableFile => ({ path, origin: "first-party" }));
    const others = Object.entries(dependencies).map(([path, origin]): ImportableFile => ({ path, origin }));
    const folders = strategy === "layer" ? [own, others] : [[...own, ...others]];
    const verdict = checkImports({ scan, handler, folders, strategy, runtime, left });
    return JSON.parse(JSON.stringify(verdict).replaceAll(join(folder, "source"), "~")) as ImportVerdict;
  });
}

/** Of each finding its level, subject and place: `error requests ~/index.py:1`. */
export function inShort(findings: readonly Finding[]): string[] {
  return findings.map(({ level, subject, where }) => [level, subject, ...(where === undefined ? [] : [where])].join(" "));
}

/** A module of imports that ends with the handler. */
export function indexOf(...lines: readonly string[]): string {
  return [...lines, "def handler(event, context): pass", ""].join("\n");
}
