import { lambdaLimits } from "../../runtimes/limits";
import { figure, size } from "../receipt/byte-figures";
import type { FunctionReceipt, ZipReceipt } from "../receipt/receipt";
import { blame, type Measure, placeOf } from "./budgets-blame";
import { cures, type ShippingOptions } from "./budgets-cures";
import { checkEnvironment, type KnownEnvironment } from "./budgets-environment";
import type { Finding } from "./finding";

/** What a function may weigh at most, as its project says: tighter than AWS's own limits. Both count it with its layers. */
export interface Budget {
  /** Unpacked. @default AWS's limit alone */
  readonly unzippedBytes?: number;
  /** Of its ZIPs, as they are uploaded. @default none: what is too large for a direct upload goes through S3 */
  readonly zippedBytes?: number;
}

/** What a function's budgets are checked by. */
export interface BudgetFacts {
  readonly fn: FunctionReceipt;
  /** Those of the stack: the function says which ones it is made of. */
  readonly zips: readonly ZipReceipt[];
  readonly environment: KnownEnvironment;
  /** How many layers it has, those made elsewhere included. */
  readonly layers: number;
  /** What was chosen of it; of no meaning where nothing is installed. */
  readonly options: ShippingOptions;
  readonly budget?: Budget;
}

/** Whether a function fits AWS's limits and its project's own. */
export function checkBudgets(facts: BudgetFacts): Finding[] {
  const made = facts.fn.zips.flatMap((path) => facts.zips.filter((zip) => zip.path === path));
  return [
    ...faultyBudget(facts),
    ...unknownBudget(facts),
    ...[unzippedFinding(facts, made), zippedFinding(facts, made), directUploadFinding(facts, made)].flatMap(
      (finding) => finding ?? [],
    ),
    ...layerFindings(facts, made),
    ...checkEnvironment(facts.fn, facts.environment),
  ];
}

const unpacked: Measure = { of: ({ unzippedBytes }) => unzippedBytes, unit: "" };
const asWheel: Measure = { of: ({ wheel }) => wheel.bytes, unit: " as a wheel" };

function faultyBudget({ fn, budget = {} }: BudgetFacts): Finding[] {
  return (["unzippedBytes", "zippedBytes"] as const).flatMap((name): Finding[] => {
    const value = budget[name];
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return [];
    return [
      {
        ...{ check: "budgets", level: "error", subject: `budget.${name}`, where: `aws_lambda_function.${fn.name}` },
        what: `the budget ${name} of ${fn.name} is ${value}, which is no number of bytes`,
        fix: "give a whole number of bytes, 1 at least, or no budget",
      },
    ];
  });
}

/** Of what a Dockerfile makes, synthesis knows no sizes. */
function unknownBudget({ fn, budget = {} }: BudgetFacts): Finding[] {
  if (fn.image?.build === undefined) return [];
  return (["unzippedBytes", "zippedBytes"] as const).flatMap((name): Finding[] => {
    const value = budget[name];
    if (value === undefined) return [];
    return [
      {
        ...{ check: "budgets", level: "warning", subject: `budget.${name}`, where: `aws_lambda_function.${fn.name}` },
        what: `whether ${fn.name} keeps its budget of ${size(value)} is not known: what its Dockerfile installs is not looked into`,
        fix: "take the budget away, or have Packaging.image() make the image without a Dockerfile",
      },
    ];
  });
}

/** What a person might try, where there are layers. */
function noWayOut({ strategy }: FunctionReceipt): string[] {
  return strategy === "image" ? [] : ["a layer changes nothing, since layers count too"];
}

function withLayer({ strategy }: FunctionReceipt, zips: readonly ZipReceipt[]): string {
  return strategy !== "image" && zips.length > 1 ? " with its layer" : "";
}

const imageInstead = `a container image may have ${size(lambdaLimits.imageBytes)}: Packaging.image()`;

/** AWS's limit, or else the project's own. */
function unzippedFinding({ fn, options, budget }: BudgetFacts, zips: readonly ZipReceipt[]): Finding | undefined {
  const bytes = sum(zips.map(({ unzippedBytes }) => unzippedBytes));
  const is = `${fn.name} is ${size(bytes)} unpacked${withLayer(fn, zips)}`;
  const common = { check: "budgets", level: "error", where: placeOf(fn, zips, unpacked) } as const;
  const limit = fn.sizes.unzippedLimit;
  if (bytes >= limit) {
    const over = bytes - limit + 1;
    return {
      ...{ ...common, subject: "unzipped-bytes" },
      what: `${is}, ${figure(over)} too many for AWS, which takes fewer than ${figure(limit)}: ${blame(zips, unpacked)}`,
      fix: [...cures(zips, options, over), ...noWayOut(fn), ...(fn.strategy === "image" ? [] : [imageInstead])].join("; "),
    };
  }
  const own = budget?.unzippedBytes;
  if (own === undefined || !(bytes > own)) return undefined;
  const over = bytes - own;
  return {
    ...{ ...common, subject: "budget.unzippedBytes" },
    what: `${is}, ${figure(over)} more than its budget of ${figure(own)}: ${blame(zips, unpacked)}`,
    fix: [...cures(zips, options, over), ...noWayOut(fn), "or raise the budget"].join("; "),
  };
}

function zippedFinding({ fn, options, budget }: BudgetFacts, zips: readonly ZipReceipt[]): Finding | undefined {
  const own = budget?.zippedBytes;
  if (own === undefined) return undefined;
  const common = { check: "budgets", subject: "budget.zippedBytes", where: placeOf(fn, zips, asWheel) } as const;
  const sizes = zips.flatMap((zip) => (zip.madeBy === "splice" ? [zip.bytes] : []));
  if (sizes.length < zips.length) {
    return {
      ...{ ...common, level: "note" },
      what: `whether ${fn.name} keeps its budget of ${figure(own)} bytes zipped is not known: Terraform makes its ZIP, at plan time`,
      fix: "Packaging.bundle() makes the ZIP at synthesis",
    };
  }
  const over = sum(sizes) - own;
  if (!(over > 0)) return undefined;
  return {
    ...{ ...common, level: "error" },
    what: `${fn.name} is ${size(sum(sizes))} zipped${withLayer(fn, zips)}, ${figure(over)} more than its budget of ${figure(own)}: ${blame(zips, asWheel)}`,
    fix: [...cures(zips, options), ...noWayOut(fn), "or raise the budget"].join("; "),
  };
}

/** A ZIP that synthesis makes goes through S3 where it must; of one that Terraform makes the size is not known in time. */
function directUploadFinding({ fn }: BudgetFacts, zips: readonly ZipReceipt[]): Finding | undefined {
  const limit = lambdaLimits.directUploadBytes;
  const archived = zips.find(({ madeBy, unzippedBytes }) => madeBy === "archive_file" && unzippedBytes > limit);
  if (archived === undefined) return undefined;
  return {
    ...{ check: "budgets", level: "warning", subject: "direct-upload", where: placeOf(fn, zips, unpacked) },
    what: `${fn.name} is ${size(archived.unzippedBytes)} before Terraform zips it, and AWS takes a ZIP of at most ${figure(limit)} directly: ${blame(zips, unpacked)}`,
    fix: "Packaging.bundle() makes the ZIP at synthesis, and has it go through S3 where it is larger",
  };
}

function layerFindings({ fn, layers }: BudgetFacts, zips: readonly ZipReceipt[]): Finding[] {
  const common = { check: "budgets", subject: "layers", where: `aws_lambda_function.${fn.name}` } as const;
  const elsewhere = layers - zips.filter(({ holds }) => holds === "layer").length;
  const tooMany: Finding = {
    ...{ ...common, level: "error" },
    what: `${fn.name} has ${layers} layers, and AWS takes ${lambdaLimits.layers}`,
    fix: "put what two of them hold into one, or into the function's own ZIP: Packaging.bundle()",
  };
  const uncounted: Finding = {
    ...{ ...common, level: "note" },
    what: `${fn.name} has ${elsewhere} ${elsewhere === 1 ? "layer" : "layers"} made elsewhere, of a size that is not known here, and AWS counts them too`,
    fix: `see that all of it stays below ${size(lambdaLimits.unzippedBytes)} unpacked`,
  };
  return [...(layers > lambdaLimits.layers ? [tooMany] : []), ...(elsewhere > 0 ? [uncounted] : [])];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
