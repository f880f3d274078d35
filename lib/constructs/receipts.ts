import { writeFileSync } from "node:fs";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { byPath } from "../artifact/content-hash";
import { type FunctionReceipt, type Receipt, receiptText, type ZipReceipt } from "../artifact/receipt/receipt";
import { lambdaLimits } from "../runtimes/limits";
import { StackDirectory } from "./stack-directory";

/** A function's receipt less what follows from its ZIPs; its name is asked for when all is known. */
type PackagedFunction = Omit<FunctionReceipt, "name" | "sizes"> & { readonly name: () => string };

/** Gathers the receipt of a stack, which is written as `artifacts.json` with the rest of the stack directory. */
export class Receipts {
  private static readonly all = new WeakMap<TerraformStack, Receipts>();
  private readonly functions: PackagedFunction[] = [];
  private readonly zips: ZipReceipt[] = [];

  /** Those of the stack that holds this construct. */
  static of(scope: IConstruct): Receipts {
    const stack = TerraformStack.of(scope);
    const known = Receipts.all.get(stack);
    if (known !== undefined) return known;
    const receipts = new Receipts();
    Receipts.all.set(stack, receipts);
    StackDirectory.of(scope).add("artifacts.json", (path) => {
      writeFileSync(path, receiptText(receipts.receipt()));
    });
    return receipts;
  }

  addZip(zip: ZipReceipt): void {
    this.zips.push(zip);
  }

  addFunction(fn: PackagedFunction): void {
    this.functions.push(fn);
  }

  private receipt(): Receipt {
    const functions = this.functions.map(({ name, ...rest }) => ({ name: name(), ...rest, sizes: this.sizesOf(rest.zips) }));
    return {
      version: 1,
      functions: functions.sort((a, b) => byPath({ path: a.name }, { path: b.name })),
      zips: [...this.zips].sort(byPath),
    };
  }

  private sizesOf(paths: readonly string[]): FunctionReceipt["sizes"] {
    const zips = paths.flatMap((path) => this.zips.filter((zip) => zip.path === path));
    const [own] = zips;
    return {
      ...(own?.madeBy === "splice" ? { zippedBytes: own.bytes } : {}),
      directUploadLimit: lambdaLimits.directUploadBytes,
      unzippedBytes: zips.reduce((sum, { unzippedBytes }) => sum + unzippedBytes, 0),
      unzippedLimit: lambdaLimits.unzippedBytes,
    };
  }
}
