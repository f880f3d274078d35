import type { Right } from "./role-rights";

/** A text in quotes, whose interpolations may hold quotes themselves. */
const quoted = /"(?:[^"\\$]|\\.|\$(?!\{)|\$\{(?:[^"{}]|"[^"]*")*\})*"/.source;
const oneOrMore = `(${quoted}|\\[\\s*(?:${quoted}[\\s,]*)*\\])`;
const key = (name: string): string => `"?\\b${name}"?\\s*[=:]\\s*`;
const statement = new RegExp(`${key("Action")}${oneOrMore}(?:[\\s,]*${key("Resource")}${oneOrMore})?`, "g");

/**
 * What a policy allows that is written as an expression, `jsonencode({ Statement = [{ Action = [...], Resource = ... }] })`: of a choice between
 * two, both. None of one that also denies or excepts something: which of its actions are allowed, its text alone does not say.
 */
export function statementsInExpression(expression: string): Right[] {
  if (/"Deny"|\bNotAction\b|\bNotResource\b/.test(expression)) return [];
  return [...expression.matchAll(statement)].map(([, actions = "", resources = ""]) => ({
    actions: textsIn(actions),
    resources: textsIn(resources),
  }));
}

function textsIn(list: string): string[] {
  return [...list.matchAll(new RegExp(quoted, "g"))].map(([text]) => readable(text.slice(1, -1)));
}

/** A resource stands for itself: `${aws_cloudwatch_log_group.chat.arn}:*` is `aws_cloudwatch_log_group.chat:*`. Others are not known yet. */
function readable(text: string): string {
  return text.replaceAll(/\$\{((?:[^"{}]|"[^"]*")*)\}/g, (_, inside: string) => {
    const [, address] = /^\s*(aws_\w+\.[\w-]+)\.\w+\s*$/.exec(inside) ?? [];
    return address ?? "…";
  });
}
