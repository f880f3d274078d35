import type { Complaint } from "../../errors/user-error";
import { byPath } from "../content-hash";
import { displayPath } from "../display-path";
import type { IndexedWheel, WheelEntry } from "../wheel/wheel-index";
import type { Slimming } from "../wheel/slim";
import type { FirstPartyFile } from "./first-party";

/** Who a file comes from. */
export type Origin = "first-party" | { readonly distribution: string; readonly version: string };

/** A file that ships, and where its bytes are. */
export type PlannedEntry = { readonly path: string; readonly executable: boolean; readonly origin: Origin } & (
  | { readonly kind: "first-party"; readonly file: FirstPartyFile }
  | { readonly kind: "wheel"; readonly wheel: IndexedWheel; readonly entry: WheelEntry }
);

/** A file, or a whole folder with a slash at the end, that stays behind. */
export interface LeftOutOfSplice {
  /** As in the artifact; of what has no place in one (`wheel-scripts`), as in the wheel. */
  readonly path: string;
  readonly distribution: string;
  /** Of slimming or the wheel's layout; `same-bytes`: another distribution brings the very file. */
  readonly rule: string;
}

/** What goes into a ZIP: both lists sorted by path. */
export interface SplicePlan {
  readonly entries: readonly PlannedEntry[];
  readonly left: readonly LeftOutOfSplice[];
  /** Distributions, or a distribution and a first-party file, that claim one path. */
  readonly complaints: readonly Complaint[];
}

/** Where the files of an artifact come from. */
export interface SpliceSources {
  readonly wheels: readonly IndexedWheel[];
  readonly files: readonly FirstPartyFile[];
  /** In front of every path. */
  readonly prefix: "" | "python/";
}

/**
 * Decides what ships, whatever the order of wheels and files. Of two wheels that bring the same bytes to the same path the first by name
 * counts, and the file is executable if either says so.
 */
export function planSplice({ wheels, files, prefix }: SpliceSources, slimming: Slimming): SplicePlan {
  const entries = new Map<string, PlannedEntry>();
  const left = new Map<string, LeftOutOfSplice>();
  const complaints: Complaint[] = [];
  const leave = (item: LeftOutOfSplice): unknown => left.set(`${item.path}\0${item.distribution}`, item);
  for (const file of files) {
    const path = `${prefix}${file.path}`;
    if (entries.has(path)) complaints.push(twice(path));
    entries.set(path, { kind: "first-party", path, executable: file.executable, origin: "first-party", file });
  }
  for (const wheel of [...wheels].sort((a, b) => byPath({ path: orderOf(a) }, { path: orderOf(b) }))) {
    const { index } = wheel;
    const distribution = index.name;
    for (const { path, rule } of index.left) leave({ path, rule, distribution });
    for (const entry of index.entries) {
      const slimmed = slimming(index, entry.path);
      if (slimmed !== undefined) {
        leave({ path: `${prefix}${slimmed.path}`, rule: slimmed.rule, distribution });
        continue;
      }
      const path = `${prefix}${entry.path}`;
      const first = entries.get(path);
      const origin = { distribution, version: index.version };
      const planned: PlannedEntry = { kind: "wheel", path, executable: entry.executable, origin, wheel, entry };
      if (first === undefined) entries.set(path, planned);
      else if (first.kind === "first-party") complaints.push(shadowed(path, index.name, first));
      else if (first.entry.sha256 !== entry.sha256) complaints.push(different(path, first.wheel, wheel));
      else {
        entries.set(path, { ...first, executable: first.executable || entry.executable });
        leave({ path, distribution, rule: "same-bytes" });
      }
    }
  }
  return { entries: [...entries.values()].sort(byPath), left: [...left.values()].sort(byPath), complaints };
}

function orderOf({ index }: IndexedWheel): string {
  return `${index.name.toLowerCase()}\0${index.version}\0${index.sha256}`;
}

/** How a person knows a planned file. */
export function ownerOf({ origin }: Pick<PlannedEntry, "origin">): string {
  return origin === "first-party" ? "your source" : `${origin.distribution} ${origin.version}`;
}

function twice(path: string): Complaint {
  return { what: `two of your files go to ${path}`, fix: "rename one of them, or leave it out with a line in .lambdaignore" };
}

/** Where a person finds a planned file; nothing for what lies in a wheel. */
export function placeOf(planned: PlannedEntry): { readonly where?: string } {
  if (planned.kind === "wheel" || "content" in planned.file) return {};
  return { where: displayPath(planned.file.absolutePath) };
}

function shadowed(path: string, distribution: string, own: PlannedEntry & { readonly kind: "first-party" }): Complaint {
  return {
    what: `your ${own.file.path} and ${distribution} both have the file ${path}`,
    ...placeOf(own),
    fix: `rename yours, leave it out with a line in .lambdaignore, or remove ${distribution} from the requirements`,
  };
}

function different(path: string, first: IndexedWheel, second: IndexedWheel): Complaint {
  const names = [first, second].map(({ index }) => `${index.name} ${index.version}`);
  return {
    what: `${names.join(" and ")} both have the file ${path}, with different content`,
    fix: "remove one of the two from the requirements, or use a release of one that no longer has the file",
  };
}
