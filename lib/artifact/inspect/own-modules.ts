import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { temporaryPath } from "../cache/temporary";
import { byPath } from "../content-hash";
import { shownText } from "../display-path";
import type { SourceScan } from "../python-scan/module-facts";
import { scanSources } from "../python-scan/scan-sources";
import { attemptToWrite } from "../zip/atomic-file";
import type { ReadFile, ReadZip } from "./read-zip";

/** A module's text. */
export interface OwnModule {
  /** In the ZIP. */
  readonly path: string;
  /** Of its text, hexadecimal. */
  readonly sha256: string;
  readonly text: string;
}

/**
 * A thousand modules take Python some seconds: of those that nobody records the ones nearest to the top are the function's own. Its parser takes up to
 * 600 bytes of memory for a byte of text, so that a ZIP of 8 KB could ask for gigabytes.
 */
const atMost = { modules: 300, bytes: 2 * 1024 * 1024, moduleBytes: 256 * 1024 };

/** The modules of a ZIP that no distribution records, those nearest to the top first, and how many more there are than are read. */
export function ownModules(
  zip: ReadZip,
  originOf: ReadonlyMap<string, string>,
): { readonly modules: readonly OwnModule[]; readonly unread: number } {
  const isOwn = ({ record: { name }, linksTo }: ReadFile): boolean =>
    name.endsWith(".py") && linksTo === undefined && !originOf.has(name);
  const depth = ({ record: { name } }: ReadFile): number => name.split("/").length;
  const own = zip.files
    .filter(isOwn)
    .sort((a, b) => depth(a) - depth(b) || byPath({ path: a.record.name }, { path: b.record.name }));
  const modules: OwnModule[] = [];
  let bytes = 0;
  for (const file of own) {
    if (file.record.size > atMost.moduleBytes) continue;
    bytes += file.record.size;
    if (modules.length >= atMost.modules || bytes > atMost.bytes) break;
    modules.push({ path: file.record.name, sha256: file.sha256, text: zip.textOf(file) ?? "" });
  }
  return { modules, unread: own.length - modules.length };
}

/** Where modules are read. */
export interface ScanPlace {
  readonly runtime: ManagedRuntimeName;
  /** The cache's folder. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Has a Python read the modules, without running them. They lie in a folder of the cache for that long, each under its hash: no name of the ZIP
 * becomes one on this machine.
 *
 * @throws UserError if the cache cannot be written
 */
export function scanModules(modules: readonly OwnModule[], { runtime, cache, env }: ScanPlace): SourceScan {
  const folder = temporaryPath(cache);
  try {
    attemptToWrite(folder, () => {
      mkdirSync(folder, { mode: 0o700 });
      for (const { sha256, text } of modules) writeFileSync(join(folder, `${sha256}.py`), text);
    });
    const files = modules.map(({ path, sha256, text }) => {
      return { path, sha256, absolutePath: join(folder, `${sha256}.py`), executable: false, size: text.length };
    });
    const scan = scanSources({ files, runtime, cache, env });
    if ("notScanned" in scan) return scan;
    return { ...scan, modules: scan.modules.map((module) => ({ ...module, shownPath: shownText(module.path) })) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
