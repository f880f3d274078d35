import type { ImportReceipt } from "../../lib/artifact/checks/imports";
import { normalizedName } from "../../lib/artifact/wheel/filename";
import { suppliedModules, suppliedPackages } from "../../lib/runtimes/supplied-packages";
import type { FunctionSources } from "./model/function-sources";
import { absencesOf, distributionMeant } from "./why/absences";
import { chainsTo } from "./why/chains";
import { nearNames } from "./why/near-names";
import { distributionIn, looksLikeFile, search, type Sought } from "./why/search";
import type { WhyAnswer } from "./why/why-answer";

/** How many chains an answer names. */
const chainsAtMost = 20;

/**
 * Why each function has something in its ZIPs, or why it has not.
 *
 * @param name a distribution in any spelling, a module (`pandas.core`), or a file as the ZIP or the container names it
 * @param functions answered in their order
 */
export function whyOf(name: string, functions: readonly FunctionSources[]): WhyAnswer[] {
  return functions.map((fn) => {
    const sought = search(name, fn);
    return sought === undefined ? absent(name, fn) : there(sought, fn);
  });
}

function there(sought: Sought, fn: FunctionSources): WhyAnswer {
  const { is, name } = sought;
  const origin = sought.is === "distribution" ? name : sought.origin;
  const distributions = distributionIn(origin, fn);
  const all = fn.zips.flatMap((zip) => zip.distributions);
  const { chains, cut } = distributions.length === 0 ? { chains: [], cut: false } : chainsTo(origin, all, chainsAtMost);
  return {
    ...{ function: fn.name, strategy: fn.strategy, runtime: fn.runtime, found: true, is, name },
    says: saysThere(sought, fn, chains[0]),
    files: sought.is === "distribution" ? [] : sought.files,
    ...{ distributions, chains, chainsCut: cut },
    imports: fn.imports.filter((each) => leadsTo(each, sought)),
    ...{ absences: [], near: [] },
  };
}

function saysThere(sought: Sought, { name: fn, from }: FunctionSources, chain: readonly string[] | undefined): string {
  if (sought.is !== "distribution" && sought.origin === "first-party")
    return `${sought.name} is in ${fn}: ${from === "receipt" ? "it is of your source" : "no distribution records it as its own"}.`;
  const what = sought.is === "distribution" ? sought.name : `${sought.name}, a ${sought.is} of ${sought.origin},`;
  const [first, ...others] = chain ?? [];
  if (first === undefined || others.length === 0) return `${what} is in ${fn}; who asks for it, nothing says.`;
  const by = others.slice(0, -1);
  return `${what} is in ${fn}: ${first} asks for it${by.length === 0 ? "" : ` by way of ${by.join(" and ")}`}.`;
}

function leadsTo({ module, distribution }: ImportReceipt, sought: Sought): boolean {
  if (sought.is === "distribution") return distribution === sought.name;
  const name = sought.is === "module" ? sought.name : moduleOf(sought.name);
  return module === name || (sought.is === "module" && module.startsWith(`${name}.`));
}

/** The dotted name by which a file is imported. */
function moduleOf(path: string): string {
  return path
    .replace(/^python\/(?:lib\/python[\d.]+\/site-packages\/)?/, "")
    .replace(/(?:\/__init__)?\.pyc?$/, "")
    .replaceAll("/", ".");
}

function absent(asked: string, fn: FunctionSources): WhyAnswer {
  const absences = absencesOf(asked, fn);
  const isUnheardOf = absences.every(({ why }) => why === "not asked for" || why === "no part");
  const is = shapeOf(asked, fn);
  const name = is === "distribution" ? distributionMeant(asked) : asked;
  return {
    ...{ function: fn.name, strategy: fn.strategy, runtime: fn.runtime, found: false, is, name },
    says: `${name} is not in ${fn.name}. ${absences[0]?.says ?? ""}`,
    ...{ files: [], distributions: [], chains: [], chainsCut: false },
    imports: fn.imports.filter((each) => asksFor(each, asked)),
    ...{ absences, near: isUnheardOf ? nearTo(asked, is, fn) : [] },
  };
}

/** What a name that is not there looks like. */
function shapeOf(asked: string, { asked: lines = [], zips }: FunctionSources): WhyAnswer["is"] {
  if (looksLikeFile(asked)) return "file";
  const name = normalizedName(asked);
  const isNamed =
    lines.some((line) => line.name === name) ||
    zips.some(({ omitted }) => omitted.some((each) => each.name === name)) ||
    (suppliedPackages as readonly string[]).includes(name);
  return isNamed || asked.includes("-") ? "distribution" : "module";
}

/** Whether an import that no ZIP satisfies is of what was asked for. */
function asksFor({ module }: ImportReceipt, asked: string): boolean {
  return (
    module === asked || module.startsWith(`${asked}.`) || distributionMeant(module.split(".")[0] ?? "") === normalizedName(asked)
  );
}

function nearTo(asked: string, is: WhyAnswer["is"], fn: FunctionSources): string[] {
  const paths = fn.zips.flatMap(({ files }) => files.map(({ path }) => path));
  if (is === "file") {
    const below = paths.filter((path) => path.endsWith(`/${asked}`)).slice(0, 3);
    return below.length > 0 ? below : nearNames(asked, paths);
  }
  const modules = fn.imports.flatMap(({ module }) => [module, module.split(".")[0] ?? ""]);
  const tops = paths.flatMap((path) => (path.endsWith(".py") ? [moduleOf(path).split(".")[0] ?? ""] : []));
  const distributions = fn.zips.flatMap((zip) => zip.distributions.map(({ name }) => name));
  const lines = (fn.asked ?? []).flatMap(({ name }) => name ?? []);
  return nearNames(asked, [...distributions, ...lines, ...modules, ...tops, ...suppliedPackages, ...suppliedModules]);
}
