import type { EnvironmentVariable } from "../../terraform/function-setting";
import type { ExplainedFinding } from "./explanation";

/** Names that people give to secrets; `…_ARN`, `…_NAME` and the like only say where one is kept. */
const secretName = /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PWD|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIALS?)(?:_KEY)?$/i;

/** Values that are a secret whatever their name, by how they begin. */
const secretValues: readonly (readonly [kind: string, RegExp])[] = [
  ["an AWS access key id", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36}/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10}/],
  ["an OpenAI or Anthropic key", /\bsk-[A-Za-z0-9_-]{20}/],
  ["an address with a password", /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s:@]+@/i],
];

/** Variables of the environment that look like secrets: whoever may read the function's settings reads them. The values are never said. */
export function secretsIn(environment: readonly EnvironmentVariable[], where: string): ExplainedFinding[] {
  return environment.flatMap(({ name, value }): ExplainedFinding[] => {
    const kind = secretValues.find(([, pattern]) => value !== undefined && pattern.test(value))?.[0];
    const named = secretName.test(name) && value !== "";
    if (kind === undefined && !named) return [];
    const looks = kind === undefined ? "is named like a secret" : `holds ${kind}`;
    return [
      {
        ...{ check: "secrets", level: "warning", where },
        what: `the environment variable ${name} ${looks}: whoever may read the function's settings, its plan or its state can read it`,
        fix: "keep it in Secrets Manager or SSM, give the function the right to read it, and its name in the environment",
      },
    ];
  });
}
