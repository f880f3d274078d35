import { byPath } from "../content-hash";
import { diffZip, type ZipOfFunction } from "./diff-zip";
import { paired } from "./paired";
import type { FunctionReceipt, Receipt } from "./receipt";
import type { FunctionDiff, ReceiptDiff, SettingDiff, Sides, ZipDiff } from "./receipt-diff";

/** Says why the hash of each function, and of each ZIP it is made of, is another in `after` than in `before`. */
export function diffReceipts(before: Receipt, after: Receipt): ReceiptDiff {
  const all = paired(before.functions, after.functions, ({ name }) => name);
  const pairs = all.flatMap(({ key, ...fn }) =>
    // Its own became its own, and its layer its layer, wherever they lie.
    paired(zipsOf(before, fn.before), zipsOf(after, fn.after), ({ zip }) => zip.holds).map((pair) => ({ ...pair, name: key })),
  );
  const zips = shared(pairs).flatMap(({ functions, ...sides }) => diffZip(functions, sides) ?? []);
  const touched = new Set(zips.flatMap(({ functions }) => functions));
  const functions = all
    .map(({ key, ...fn }) => functionDiff(key, fn))
    .filter(({ name, change, settings }) => change !== "changed" || settings.length > 0 || touched.has(name));
  return { functions, zips: zips.sort((a, b) => byPath({ path: orderOf(a) }, { path: orderOf(b) })) };
}

function functionDiff(name: string, { before, after }: Sides<FunctionReceipt>): FunctionDiff {
  if (before === undefined) return { name, change: "added", settings: [] };
  if (after === undefined) return { name, change: "removed", settings: [] };
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const settings = (Object.keys(now) as SettingDiff["setting"][])
    .map((setting) => ({ setting, before: old[setting], after: now[setting] }))
    .filter((each) => each.before !== each.after);
  return { name, change: "changed", settings };
}

function settingsOf(fn: FunctionReceipt): Readonly<Record<SettingDiff["setting"], string | boolean | undefined>> {
  const { strategy, runtime, architecture, source } = fn;
  const { requirements, sources, locked } = fn.dependencies ?? {};
  return { strategy, runtime, architecture, source, requirements, sources: sources?.join(", "), locked };
}

function zipsOf({ zips }: Receipt, fn: FunctionReceipt | undefined): ZipOfFunction[] {
  return (fn?.zips ?? []).flatMap((path) =>
    zips.filter((zip) => zip.path === path).map((zip) => ({ zip, ownLeft: zip.holds === "function" ? (fn?.left ?? []) : [] })),
  );
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
