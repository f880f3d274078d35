import type { Question } from "./guarded-cloud";

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

interface Policy {
  readonly Statement: readonly Statement[];
}

/** Every right of a policy: `Statement action`. */
export function rightsIn(policy: string): string[] {
  const { Statement } = JSON.parse(policy) as Policy;
  return Statement.flatMap(({ Sid, Action }) => Action.map((action) => `${Sid} ${action}`)).sort();
}

/** The rights of a policy that questions are answered by. */
export function rightsUsed(policy: string, questions: readonly Question[]): string[] {
  const { Statement } = JSON.parse(policy) as Policy;
  const used = questions.flatMap(({ action, resource }) =>
    Statement.filter(
      ({ Action, Resource }) => Action.includes(action) && [Resource].flat().some((arn) => matches(arn, resource)),
    ).map(({ Sid }) => `${Sid} ${action}`),
  );
  return [...new Set(used)].sort();
}

/** The policy less one action, wherever it is allowed. */
export function without(policy: string, action: string): string {
  const { Statement, ...rest } = JSON.parse(policy) as Policy;
  const statements = Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((other) => other !== action),
  }));
  return JSON.stringify({ ...rest, Statement: statements.filter(({ Action }) => Action.length > 0) });
}

function matches(pattern: string, arn: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(arn);
}
