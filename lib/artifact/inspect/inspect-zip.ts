import { existsSync } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../../errors/user-error";
import { pythonVersion, type ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { AuditedFile, AuditedWheel } from "../checks/elf";
import { isCompiledModule } from "../checks/extension-name";
import { codeSha256 } from "../code-sha256";
import { byPath } from "../content-hash";
import { displayPath, shownText } from "../display-path";
import { isFile } from "../file-kind";
import { withFile } from "../zip/read-range";
import { type FoundDistribution, findDistributions } from "./found-distributions";
import type { InspectedFile, InspectedZip } from "./inspected";
import { type OwnModule, ownModules } from "./own-modules";
import { type ReadFile, readZip } from "./read-zip";
import { instabilitiesOf } from "./unstable-hash";

/** A ZIP and what it is to a function. */
export interface ZipQuestion {
  readonly path: string;
  readonly holds: InspectedZip["holds"];
  readonly runtime: ManagedRuntimeName;
}

/** What one ZIP says, before it is known what else the function is made of. */
export interface ZipAnswer {
  readonly zip: Omit<InspectedZip, "distributions">;
  readonly distributions: readonly FoundDistribution[];
  /** Its compiled files, without what stands in front of paths in a layer. */
  readonly compiled: readonly AuditedFile[];
  readonly wheels: readonly AuditedWheel[];
  /** Folders of the ZIP that modules are imported from, first things first. */
  readonly roots: readonly string[];
  /** Modules that no distribution records. Of a layer none are read. */
  readonly modules: readonly OwnModule[];
  readonly unreadModules: number;
}

/**
 * Everything one ZIP says.
 *
 * @throws UserError as `readZip` does, or if it is no file, or one that cannot be read
 */
export function inspectZip({ path, holds, runtime }: ZipQuestion): ZipAnswer {
  refuseOther(path);
  return withFile(path, (file) => {
    const read = readZip(file);
    const roots = holds === "layer" ? [`python/lib/python${pythonVersion(runtime)}/site-packages/`, "python/"] : [""];
    const { distributions, originOf } = findDistributions(read, roots);
    const { sha256, bytes } = read;
    const files = read.files.map((each, position) => inspected(each, position, originOf)).sort(byPath);
    const wheels = distributions.map(wheelOf);
    const own = holds === "layer" ? { modules: [], unread: 0 } : ownModules(read, originOf);
    return {
      zip: {
        ...{ shownPath: shownText(displayPath(path)), holds, sha256, bytes, files },
        codeSha256: codeSha256(sha256),
        unzippedBytes: files.reduce((sum, each) => sum + each.bytes, 0),
        unstable: instabilitiesOf(read),
      },
      ...{ distributions, roots, modules: own.modules, unreadModules: own.unread },
      compiled: compiledIn(files, read.elf, wheels, roots),
      wheels: wheels.filter(({ filename }) => filename !== ""),
    };
  });
}

/** A pipe would be waited for until somebody writes to it. What is not there is told when it is opened. */
function refuseOther(path: string): void {
  if (isFile(path) || !existsSync(path)) return;
  throw new UserError({
    what: `${shownText(basename(path))} is no file`,
    where: shownText(displayPath(path)),
    fix: "name a ZIP; of a folder, the one that is made of it",
  });
}

function inspected(
  { record, sha256, linksTo }: ReadFile,
  position: number,
  originOf: ReadonlyMap<string, string>,
): InspectedFile {
  const { name, size, unixMode, compressedSize, method, dosTime } = record;
  return {
    path: name,
    bytes: size,
    sha256,
    mode: unixMode === 0 ? "" : (unixMode & 0o7777).toString(8).padStart(4, "0"),
    origin: originOf.get(name) ?? "first-party",
    position,
    compressedBytes: compressedSize,
    method: method === 0 ? "stored" : "deflated",
    modified: timeText(dosTime),
    ...(linksTo === undefined ? {} : { linksTo }),
  };
}

/** MS-DOS counts years from 1980 and seconds by two. */
function timeText(dosTime: number): string {
  const part = (shift: number, bits: number): number => (dosTime >>> shift) & ((1 << bits) - 1);
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = [String(1980 + part(25, 7)), two(part(21, 4)), two(part(16, 5))].join("-");
  return `${date}T${[part(11, 5), part(5, 6), part(0, 5) * 2].map(two).join(":")}`;
}

/** The wheel a distribution came from, by a name made of what is known; without one where nothing says it was a wheel. */
function wheelOf({ name, version, tags }: FoundDistribution): AuditedWheel {
  return { name, version, filename: tags === undefined ? "" : `${name.replaceAll("-", "_")}-${version}-${tags}.whl` };
}

function compiledIn(
  files: readonly InspectedFile[],
  elf: ReturnType<typeof readZip>["elf"],
  wheels: readonly AuditedWheel[],
  roots: readonly string[],
): AuditedFile[] {
  const factsOf = new Map(elf.map((facts) => [facts.path, facts]));
  const wheelNamed = new Map(wheels.map((wheel) => [wheel.name, wheel]));
  return files.flatMap((file): AuditedFile[] => {
    const facts = factsOf.get(file.path);
    if (facts === undefined && !isCompiledModule(file.path)) return [];
    const path = file.path.slice(roots.find((root) => file.path.startsWith(root))?.length ?? 0);
    const distribution = wheelNamed.get(file.origin) ?? "first-party";
    return [{ path, distribution, ...(facts === undefined ? {} : { facts: { ...facts, path } }) }];
  });
}
