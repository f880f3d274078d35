import { writeFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { ShippedDistribution } from "../artifact/build/zip-contents";
import { checkFunction, type CheckedFunction, type CheckedResult } from "../artifact/checks/check-function";
import { runtimeDates } from "../artifact/checks/runtime-dates";
import { act, type JudgedFinding } from "../artifact/checks/waivers";
import { byPath } from "../artifact/content-hash";
import { relativePath } from "../artifact/display-path";
import type { ChecksReceipt, FunctionChecks } from "../artifact/receipt/checks-receipt";
import { importTimesOf, type ImportTimesReceipt } from "../artifact/receipt/import-times-receipt";
import { type FunctionReceipt, type Receipt, receiptText, type ZipReceipt } from "../artifact/receipt/receipt";
import { today } from "../artifact/today";
import { lambdaLimits } from "../runtimes/limits";
import { lockedProvider } from "./provider-lock";
import { receiptName } from "./read-receipt";
import { StackDirectory } from "./stack-directory";

/** What the checks of a stack say, as it is written. */
interface CheckedStack {
  readonly checks: ChecksReceipt;
  readonly importTimes: ImportTimesReceipt;
}

/** A function's receipt less what follows from its ZIPs, and what it is checked by. What may still change is asked for when all is known. */
export interface PackagedFunction {
  readonly receipt: () => Omit<FunctionReceipt, "name" | "sizes">;
  readonly name: () => string;
  readonly checked: () => Omit<CheckedFunction, "fn" | "zips" | "today" | "lockedProvider" | "env" | "cwd">;
}

/**
 * Gathers the receipt of a stack, which is written as `artifacts.json` with the rest of the stack directory, and beside it `checks.json`. What the
 * checks refuse stops synthesis there, all at once.
 */
export class Receipts {
  private static readonly all = new WeakMap<TerraformStack, Receipts>();
  private readonly functions: PackagedFunction[] = [];
  private readonly zips: ZipReceipt[] = [];
  private checkedBefore: CheckedStack | undefined;

  /** Those of the stack that holds this construct. */
  static of(scope: IConstruct): Receipts {
    const stack = TerraformStack.of(scope);
    const known = Receipts.all.get(stack);
    if (known !== undefined) return known;
    const receipts = new Receipts();
    Receipts.all.set(stack, receipts);
    StackDirectory.of(scope).add(receiptName, (path) => {
      writeFileSync(path, receiptText(receipts.receipt()));
    });
    StackDirectory.of(scope).add("checks.json", (path) => {
      writeFileSync(path, receiptText(receipts.checked.checks));
    });
    StackDirectory.of(scope).add("import-times.json", (path) => {
      writeFileSync(path, receiptText(receipts.checked.importTimes));
    });
    return receipts;
  }

  addZip(zip: ZipReceipt): void {
    this.zips.push(zip);
  }

  /** Adds who else requires what a shared layer holds. */
  alsoRequired(path: string, distributions: readonly ShippedDistribution[]): void {
    const index = this.zips.findIndex((zip) => zip.path === path);
    const zip = this.zips[index];
    if (zip?.madeBy !== "splice") return;
    const others = new Map(distributions.map(({ name, requiredBy }) => [name, requiredBy]));
    const merged = zip.distributions.map((each) => ({
      ...each,
      requiredBy: [...new Set([...each.requiredBy, ...(others.get(each.name) ?? [])])].sort(),
    }));
    this.zips[index] = { ...zip, distributions: merged };
  }

  addFunction(fn: PackagedFunction): void {
    this.functions.push(fn);
  }

  private receipt(): Receipt {
    return {
      version: 1,
      functions: this.functions.map((fn) => this.receiptOf(fn)).sort(byName),
      zips: [...this.zips].sort(byPath),
    };
  }

  private receiptOf({ name, receipt }: PackagedFunction): FunctionReceipt {
    const own = receipt();
    return { name: name(), ...own, sizes: this.sizesOf(own) };
  }

  private get checked(): CheckedStack {
    return (this.checkedBefore ??= this.check());
  }

  private check(): CheckedStack {
    const awsProvider = lockedProvider("hashicorp/aws");
    const functions = this.functions
      .map((packaged) => {
        const fn = this.receiptOf(packaged);
        const here = { today: today(process.env), lockedProvider: awsProvider, env: process.env, cwd: process.cwd() };
        return { fn, ...checkFunction({ ...packaged.checked(), fn, zips: this.zips, ...here }) };
      })
      .sort((a, b) => byName(a.fn, b.fn));
    act(
      functions.flatMap(({ findings }) => findings),
      (text) => process.stderr.write(`${text}\n`),
    );
    return {
      checks: { version: 1, functions: functions.map(checksOf) },
      importTimes: { version: 1, functions: functions.flatMap(({ fn: { name }, proof }) => importTimesOf(name, proof)) },
    };
  }

  private sizesOf({
    zips: paths,
    strategy,
    image,
  }: Pick<FunctionReceipt, "zips" | "strategy" | "image">): FunctionReceipt["sizes"] {
    const isImage = strategy === "image";
    const zips = paths.flatMap((path) => this.zips.filter((zip) => zip.path === path));
    const [own] = zips;
    return {
      ...(own?.madeBy === "splice" ? { zippedBytes: own.bytes } : {}),
      ...(isImage ? {} : { directUploadLimit: lambdaLimits.directUploadBytes }),
      ...(image?.build === undefined ? { unzippedBytes: zips.reduce((sum, zip) => sum + zip.unzippedBytes, 0) } : {}),
      unzippedLimit: isImage ? lambdaLimits.imageBytes : lambdaLimits.unzippedBytes,
    };
  }
}

type Checked = CheckedResult & { readonly fn: FunctionReceipt };

function checksOf({ fn: { name, runtime }, findings, imports }: Checked): FunctionChecks {
  const lasting = findings.filter(({ dated }) => dated === undefined);
  return { name, runtime: runtimeDates(runtime), findings: lasting.map(withoutMachine), imports };
}

/** What lies outside the project is written relative to it, as the source is: a receipt names no machine. */
function withoutMachine(finding: JudgedFinding): JudgedFinding {
  const { where } = finding;
  return where === undefined || !isAbsolute(where) ? finding : { ...finding, where: relativePath(process.cwd(), where) };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return byPath({ path: a.name }, { path: b.name });
}
