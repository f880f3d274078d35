import { byPath } from "../content-hash";
import type { Compared, ComparedFunction } from "./compared";
import { diffZip, type ZipOfFunction } from "./diff-zip";
import { paired } from "./paired";
import type { FunctionDiff, ReceiptDiff, SettingDiff, Sides, ZipDiff } from "./receipt-diff";

/** Says why the hash of each function, and of each ZIP it is made of, is another in `after` than in `before`. */
export function diffReceipts(before: Compared, after: Compared): ReceiptDiff {
  const all = paired(before.functions, after.functions, ({ name }) => name);
  const pairs = all.flatMap(({ key, ...fn }) =>
    // Its own became its own, and its layer its layer, wherever they lie.
    paired(zipsOf(before, fn.before), zipsOf(after, fn.after), ({ role }) => role).map((pair) => ({ ...pair, name: key })),
  );
  const zips = shared(pairs).flatMap(({ functions, ...sides }) => diffZip(functions, sides) ?? []);
  const touched = new Set(zips.flatMap(({ functions }) => functions));
  const functions = all
    .map(({ key, ...fn }) => functionDiff(key, fn))
    .filter(({ name, change, settings }) => change !== "changed" || settings.length > 0 || touched.has(name));
  return { functions, zips: zips.sort((a, b) => byPath({ path: orderOf(a) }, { path: orderOf(b) })) };
}

function functionDiff(name: string, { before, after }: Sides<ComparedFunction>): FunctionDiff {
  const sizes = { before: before?.sizes, after: after?.sizes };
  if (before === undefined) return { name, change: "added", settings: [], sizes };
  if (after === undefined) return { name, change: "removed", settings: [], sizes };
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const isSaid = before.strategy !== undefined && after.strategy !== undefined;
  const settings = (Object.keys(now) as SettingDiff["setting"][])
    .map((setting) => ({ setting, before: old[setting], after: now[setting] }))
    .filter((each) => isSaid && each.before !== each.after);
  return { name, change: "changed", settings, sizes };
}

function settingsOf(fn: ComparedFunction): Readonly<Record<SettingDiff["setting"], string | boolean | undefined>> {
  const { strategy, runtime, architecture, source } = fn;
  const { requirements, sources, locked } = fn.dependencies ?? {};
  return { strategy, runtime, architecture, source, requirements, sources: sources?.join(", "), locked };
}

/** The ZIPs of a function, each with its role: what it holds, and which one of several that hold such it is. */
function zipsOf({ zips }: Compared, fn: ComparedFunction | undefined): (ZipOfFunction & { readonly role: string })[] {
  const counts = new Map<string, number>();
  return (fn?.zips ?? []).flatMap((path) => {
    const zip = zips.find((each) => each.path === path);
    if (zip === undefined) return [];
    const count = counts.get(zip.holds) ?? 0;
    counts.set(zip.holds, count + 1);
    return [{ zip, role: `${zip.holds} ${count}`, ownLeft: zip.holds === "function" ? (fn?.left ?? []) : [] }];
  });
}

/** The same pairs once, with the names of all functions they are of. */
function shared(pairs: readonly (Sides<ZipOfFunction> & { readonly name: string })[]) {
  const known = new Map<string, Sides<ZipOfFunction> & { readonly functions: string[] }>();
  for (const { before, after, name } of pairs) {
    const key = JSON.stringify([before?.zip.path, after?.zip.path]);
    const same = known.get(key);
    if (same === undefined) known.set(key, { before, after, functions: [name] });
    else same.functions.push(name);
  }
  return [...known.values()];
}

/** By either path, so that the order does not depend on which receipt is the later one. */
function orderOf({ before, after, functions }: ZipDiff): string {
  const paths = [before, after].flatMap((side) => (side === undefined ? [] : [side.path]));
  return [...paths.sort(), ...functions].join("\0");
}
