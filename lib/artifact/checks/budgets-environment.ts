import { lambdaLimits } from "../../runtimes/limits";
import { figure, size } from "../receipt/byte-figures";
import type { FunctionReceipt } from "../receipt/receipt";
import type { Finding } from "./finding";

/** Environment variables, name to value; undefined where only Terraform knows the value. */
export type KnownEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the environment variables fit: AWS counts them as one JSON object. Values that only Terraform knows are counted as empty, so that what is
 * refused is too large in any case.
 */
export function checkEnvironment({ name }: Pick<FunctionReceipt, "name">, environment: KnownEnvironment): Finding[] {
  const entries = Object.entries(environment);
  const bytes = jsonBytes(Object.fromEntries(entries.map(([key, value]) => [key, value ?? ""])));
  const unknown = entries.flatMap(([key, value]) => (value === undefined ? [key] : [])).sort();
  const common = { check: "budgets", subject: "environment", where: `aws_lambda_function.${name}` } as const;
  const limit = lambdaLimits.environmentBytes;
  if (bytes > limit) {
    const counted = unknown.length === 0 ? "" : `, without the ${values(unknown)} that only Terraform knows`;
    return [
      {
        ...{ ...common, level: "error" },
        what: `the environment variables of ${name} are ${size(bytes)} as JSON${counted}, and AWS takes ${figure(limit)}: ${largest(environment)}`,
        fix: "keep large values in a file beside the code, in Parameter Store or in Secrets Manager, and name their place in the environment",
      },
    ];
  }
  if (unknown.length === 0) return [];
  return [
    {
      ...{ ...common, level: "note" },
      what: `only Terraform knows the ${values(unknown)}: ${size(bytes)} of the environment variables of ${name} are counted, and AWS takes ${figure(limit)}`,
      fix: `see that they have at most ${size(limit - bytes)} as JSON`,
    },
  ];
}

function values(names: readonly string[]): string {
  return `${names.length === 1 ? "value" : "values"} of ${names.join(", ")}`;
}

/** The largest three, by name alone: a value may be a secret. */
function largest(environment: KnownEnvironment): string {
  return Object.entries(environment)
    .map(([name, value = ""]) => ({ name, bytes: Buffer.byteLength(JSON.stringify(value)) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
    .map(({ name, bytes }) => `${name} (${size(bytes)})`)
    .join(", ");
}

function jsonBytes(value: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(value));
}
