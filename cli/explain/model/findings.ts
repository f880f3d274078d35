import { checkOperations } from "../../../lib/artifact/checks/operations";
import { checkBaseDates, checkRuntimeDates } from "../../../lib/artifact/checks/runtime-dates";
import { figure, size } from "../../../lib/artifact/receipt/byte-figures";
import { httpApiIntegrationTimeout } from "../../../lib/runtimes/limits";
import { inseparablePackages } from "../../../lib/runtimes/supplied-packages";
import type { ExplainedFinding } from "./explanation";
import type { FunctionSources } from "./function-sources";
import { secretsIn } from "./secrets";

/** Share of a limit from which on it is near. */
const near = 0.8;

const order = ["error", "warning", "note"] as const;

/** What will hurt, the worst first: what the checks of the build or of the inspection found, and what Terraform's settings show. */
export function findingsOf(sources: FunctionSources): ExplainedFinding[] {
  const all = [
    ...datesOf(sources),
    ...sources.findings,
    ...shadowedSdk(sources),
    ...partialSdk(sources),
    ...unlocked(sources),
    ...overBudget(sources),
    ...nearLimits(sources),
    ...settingFindings(sources),
  ];
  const once = [...new Map(all.map((each) => [JSON.stringify([each.what, each.where]), each])).values()];
  return order.flatMap((level) => once.filter((each) => each.level === level).map(asExplained));
}

function asExplained({ check, level, what, where, fix, waived }: ExplainedFinding): ExplainedFinding {
  return { check, level, what, ...(where === undefined ? {} : { where }), fix, ...(waived === undefined ? {} : { waived }) };
}

/** Dates depend on the day, so that no receipt has them. */
function datesOf({ runtime, today, strategy, setting, zips }: FunctionSources): ExplainedFinding[] {
  const where = setting?.address ?? zips[0]?.path ?? runtime;
  return strategy === "image" ? checkBaseDates(runtime, today, where) : checkRuntimeDates(runtime, today, where);
}

function shippedSdk({ zips }: FunctionSources): ReadonlyMap<string, string> {
  const sdk = zips
    .flatMap((zip) => zip.distributions)
    .filter(({ name }) => (inseparablePackages as readonly string[]).includes(name));
  return new Map(sdk.map(({ name, version }) => [name, version]));
}

/** The checks of a build have said so already. */
function shadowedSdk(sources: FunctionSources): ExplainedFinding[] {
  if (sources.from === "receipt") return [];
  const sdk = shippedSdk(sources);
  const [boto3, botocore] = [sdk.get("boto3"), sdk.get("botocore")];
  const shipped = { ...(boto3 === undefined ? {} : { boto3 }), ...(botocore === undefined ? {} : { botocore }) };
  return checkOperations({ operations: [], runtime: sources.runtime, strategy: sources.strategy, shipped });
}

function partialSdk(sources: FunctionSources): ExplainedFinding[] {
  if (sources.strategy === "image") return [];
  const sdk = shippedSdk(sources);
  const lacking = inseparablePackages.filter((name) => !sdk.has(name));
  if (sdk.size === 0 || lacking.length === 0) return [];
  return [
    {
      ...{ check: "sdk", level: "warning" },
      what: `${[...sdk].map(([name, version]) => `${name} ${version}`).join(" and ")} ${sdk.size === 1 ? "ships" : "ship"} without ${lacking.join(" and ")}, which AWS supplies at a version of its own: they are made for each other`,
      fix: "ship boto3, botocore and s3transfer together, or none of them",
    },
  ];
}

function unlocked({ dependencies, from, source }: FunctionSources): ExplainedFinding[] {
  if (from !== "receipt" || dependencies?.locked !== false) return [];
  const [manifest = "the requirements"] = dependencies.sources;
  return [
    {
      ...{ check: "lock", level: "warning" },
      what: `${manifest} is not locked: another day may resolve it differently`,
      ...(source === undefined ? {} : { where: `${source}/${dependencies.requirements ?? manifest}` }),
      fix: "npm run lock, and commit the lock",
    },
  ];
}

function nearLimits({ sizes, setting, name, zips }: FunctionSources): ExplainedFinding[] {
  const where = setting?.address ?? name;
  const largest = Math.max(0, ...zips.map(({ bytes }) => bytes ?? 0));
  const figures: readonly (readonly [number | undefined, number | undefined, string, string])[] = [
    [
      sizes.unzippedBytes,
      sizes.unzippedLimit,
      "unpacked",
      "explain lists its largest distributions; Packaging.image() takes 10 GB",
    ],
    [
      largest,
      sizes.directUploadLimit,
      "zipped, of what is uploaded directly",
      "nothing: a larger one goes through S3; a layer keeps code changes small",
    ],
  ];
  return figures.flatMap(([bytes, limit, what, fix]): ExplainedFinding[] => {
    if (bytes === undefined || limit === undefined || bytes < near * limit || bytes >= limit) return [];
    const share = ((100 * bytes) / limit).toFixed(0);
    return [
      { check: "budgets", level: "note", what: `it is ${size(bytes)} ${what}: ${share} % of ${figure(limit)}`, where, fix },
    ];
  });
}

/** What a ZIP weighs that Terraform makes is known after synthesis, whose checks hold all others against their budgets. */
function overBudget({ budget = {}, zips, sizes, setting, name }: FunctionSources): ExplainedFinding[] {
  const zipped = zips.map(({ bytes }) => bytes ?? 0).reduce((sum, bytes) => sum + bytes, 0);
  const figures: readonly (readonly [number | undefined, number | undefined, string])[] = [
    [sizes.unzippedBytes, budget.unzippedBytes, "unpacked"],
    [zipped, budget.zippedBytes, "zipped"],
  ];
  return figures.flatMap(([bytes, most, how]): ExplainedFinding[] => {
    if (bytes === undefined || most === undefined || bytes <= most) return [];
    const largest = [...zips.flatMap((zip) => zip.distributions)].sort((a, b) => b.unzippedBytes - a.unzippedBytes).slice(0, 3);
    const blamed = largest.map((each) => `${each.name} ${each.version} (${size(each.unzippedBytes)} unpacked)`).join(", ");
    return [
      {
        ...{ check: "budgets", level: "error", where: setting?.address ?? name },
        what: `${name} has ${size(bytes)} ${how}, ${figure(bytes - most)} more than its budget of ${figure(most)}${blamed === "" ? "" : `: ${blamed}`}`,
        fix: "make it smaller, or raise the budget",
      },
    ];
  });
}

function settingFindings({ setting, name }: FunctionSources): ExplainedFinding[] {
  if (setting === undefined) return [];
  const { address: where, timeout = 3, routes, logGroup, environment } = setting;
  const late: ExplainedFinding = {
    ...{ check: "timeout", level: "warning", where },
    what: `${name} may take ${figure(timeout)} seconds, and the HTTP API that calls it gives up after ${httpApiIntegrationTimeout}`,
    fix: `set timeout to at most ${httpApiIntegrationTimeout - 1}, or do the work after the answer`,
  };
  const forEver: ExplainedFinding = {
    ...{ check: "logs", level: "warning", where },
    what: `the logs of ${name} are kept for ever: ${logGroup === undefined ? "AWS makes their log group, and nothing here says for how long" : "their log group has no retention"}`,
    fix: "make an aws_cloudwatch_log_group of its name with retention_in_days",
  };
  const isLate = routes.length > 0 && timeout > httpApiIntegrationTimeout;
  const isForEver = logGroup === undefined || logGroup.retentionDays === undefined || logGroup.retentionDays === 0;
  return [...(isLate ? [late] : []), ...(isForEver ? [forEver] : []), ...secretsIn(environment, where)];
}
