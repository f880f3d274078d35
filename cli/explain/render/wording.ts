import type { Supplier } from "../../../lib/artifact/checks/imports-suppliers";
import { figure, size } from "../../../lib/artifact/receipt/byte-figures";
import type {
  ContainerPart,
  ExplainedFinding,
  FunctionExplanation,
  LeftExplanation,
  RequirementExplanation,
  StrategyExplanation,
  ZipExplanation,
} from "../model/explanation";

/** What was read, as a clause. */
export const readFrom = {
  receipt: "read from its receipt",
  plan: "read from a plan and the ZIPs it names",
  zip: "read from its ZIPs alone",
} as const satisfies Record<FunctionExplanation["from"], string>;

/** What a finding's level comes to. */
export const levels = { error: "fails", warning: "may fail", note: "to know" } as const satisfies Record<
  ExplainedFinding["level"],
  string
>;

/** What becomes of a line of the requirements. */
export const verdicts = {
  installed: "installed",
  supplied: "supplied by AWS",
  ignored: "ignored",
  nobody: "nobody supplies it",
  "not here": "not on this platform",
} as const satisfies Record<RequirementExplanation["verdict"], string>;

/** Whether a floor holds. */
export const floors = {
  holds: "the floor holds",
  "does not hold": "the floor does not hold",
  "not known": "whether the floor holds is not known",
} as const satisfies Record<NonNullable<RequirementExplanation["floor"]>, string>;

/** Who satisfies an import, those first who are missing or not one's own. */
export const suppliers = {
  nobody: "nobody",
  aws: "AWS",
  artifact: "its ZIPs",
  code: "its own code",
  stdlib: "Python",
} as const satisfies Record<Supplier, string>;

const holds = { function: "the function", layer: "a layer", dependencies: "the dependencies" } as const;
const makers = {
  splice: "made at synthesis",
  archive_file: "made by Terraform's archive_file at plan time",
  somebody: "made elsewhere",
} as const;

/** `installed, 2.2.3, the floor holds` */
export function verdictText({ verdict, version, floor }: RequirementExplanation): string {
  return listed([verdicts[verdict], version, floor === undefined ? undefined : floors[floor]]);
}

/** What a ZIP is, and who made it: `the function, made at synthesis`. */
export function zipText({ holds: held, madeBy }: ZipExplanation): string {
  return `${holds[held]}, ${makers[madeBy]}`;
}

/** Files that came with no distribution: of one's own project they are one's own. */
export function ownFiles({ from }: Pick<FunctionExplanation, "from">): string {
  return from === "receipt" ? "your own" : "all others";
}

/** `1,240 bytes, 3,100 unpacked, 2 files` */
export function zipSizes({ bytes, unzippedBytes, files }: ZipExplanation): string {
  const count = counted(files.length, "file");
  return bytes === undefined
    ? `not made yet: ${size(unzippedBytes)} unpacked, ${count}`
    : `${size(bytes)}, ${figure(unzippedBytes)} unpacked, ${count}`;
}

/** `1,240 bytes zipped, 3,100 bytes unpacked`; empty where neither is known. */
export function partSizes({ zippedBytes, unzippedBytes }: ContainerPart): string {
  return listed([
    zippedBytes === undefined ? undefined : `${size(zippedBytes)} zipped`,
    unzippedBytes === undefined ? undefined : `${size(unzippedBytes)} unpacked`,
  ]);
}

/** `last seen in public 2026-11-02`; empty where there is no date. */
export function partDate({ date, dated }: ContainerPart): string {
  return date === undefined ? "" : `${dated ?? "dated"} ${date}`;
}

/** How near a function is to AWS's limits, one clause each. */
export function limitTexts({ sizes }: FunctionExplanation): { of: "zipped" | "unpacked"; says: string }[] {
  const { zippedBytes, directUploadLimit, unzippedBytes, unzippedLimit } = sizes;
  const zipped = directUploadLimit === undefined ? [] : [`${share(zippedBytes, directUploadLimit)}; more goes through S3`];
  return [
    ...zipped.map((says) => ({ of: "zipped" as const, says })),
    { of: "unpacked", says: `${share(unzippedBytes, unzippedLimit)}, with all that is in it` },
  ];
}

function share(bytes: number | undefined, limit: number): string {
  if (bytes === undefined) return `not known yet, of at most ${size(limit)}`;
  return `${figure(bytes)} of ${size(limit)}, ${((100 * bytes) / limit).toFixed(1)} %`;
}

/** What stays behind, by `rule: why`, in the order the rules are met. */
export function byRule(left: readonly LeftExplanation[]): [string, LeftExplanation[]][] {
  const rules = new Map<string, LeftExplanation[]>();
  for (const each of left) {
    const rule = `${each.rule}: ${each.why}`;
    const same = rules.get(rule);
    if (same === undefined) rules.set(rule, [each]);
    else same.push(each);
  }
  return [...rules];
}

/** What a way of packaging needs and asks of people, a sentence each. */
export function strategyRemarks(row: StrategyExplanation): string[] {
  const tools = row.tools.length === 0 ? "needs Terraform alone" : `needs Terraform and ${row.tools.join(", ")}`;
  const base = row.known === "measured" ? row.figures.base : undefined;
  const below =
    base === undefined
      ? []
      : base.zippedBytes === undefined
        ? ["its base image comes on top, of a size that is not known"]
        : [`its base image comes on top: ${size(base.zippedBytes)} zipped`];
  return [tools, ...below, `who patches: ${row.patches}`];
}

/** `requirements.txt:1 and 2 more`; empty where there is none. */
export function firstOf(names: readonly string[]): string {
  const [first] = names;
  return first === undefined ? "" : names.length === 1 ? first : `${first} and ${figure(names.length - 1)} more`;
}

/** `1 file`, `2 files` */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** With commas, without what is not known. */
export function listed(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}
