/** A part of a template: text as it is, or the expression of an interpolation. */
export type TemplatePart = { readonly literal: string } | { readonly expression: string };

/** A choice between two: `condition ? yes : no`. */
export interface Choice {
  readonly condition: string;
  readonly yes: string;
  readonly no: string;
}

/** Takes a template apart: https://developer.hashicorp.com/terraform/language/expressions/strings. A directive, `%{ if …`, is an expression to its end. */
export function templateParts(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = "";
  for (let index = 0; index < text.length; index += 1) {
    if (text.startsWith("$${", index) || text.startsWith("%%{", index)) {
      literal += text.slice(index + 1, index + 3);
      index += 2;
    } else if (text.startsWith("${", index) || text.startsWith("%{", index)) {
      const end = text.startsWith("%", index) ? text.length : closing(text, index + 2);
      parts.push({ literal }, { expression: text.slice(index + 2, end).trim() });
      literal = "";
      index = end;
    } else literal += text.charAt(index);
  }
  return [...parts, { literal }].filter((part) => "expression" in part || part.literal !== "");
}

/** The choice that an expression is as a whole; undefined where it is none. */
export function choiceIn(expression: string): Choice | undefined {
  let question: number | undefined;
  let inner = 0;
  for (const index of outside(expression)) {
    const char = expression.charAt(index);
    if (char === "?" && question === undefined) question = index;
    else if (char === "?") inner += 1;
    else if (char === ":" && inner > 0) inner -= 1;
    else if (char === ":" && question !== undefined) {
      return {
        condition: expression.slice(0, question).trim(),
        yes: expression.slice(question + 1, index).trim(),
        no: expression.slice(index + 1).trim(),
      };
    }
  }
  return undefined;
}

/** The name and the arguments of the call that an expression is as a whole; undefined where it is none. */
export function callIn(expression: string): { readonly name: string; readonly args: readonly string[] } | undefined {
  const [, name] = /^([a-z]\w*)\(/.exec(expression) ?? [];
  if (name === undefined) return undefined;
  const args: string[] = [];
  let start = name.length + 1;
  for (const index of outside(expression, start)) {
    const char = expression.charAt(index);
    if (char !== "," && char !== ")") continue;
    args.push(expression.slice(start, index).trim());
    start = index + 1;
    if (char === ")") return start === expression.length ? { name, args } : undefined;
  }
  return undefined;
}

/** Where what began before `from` is closed. */
function closing(text: string, from: number): number {
  for (const index of outside(text, from)) if (text.charAt(index) === "}") return index;
  return text.length;
}

/** The places outside all brackets and quotes; what closes a bracket that was opened before is one of them, and the last. */
function* outside(text: string, from = 0): Generator<number> {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '"') {
      index = closingQuote(text, index + 1);
      continue;
    }
    if (depth > 0 && "}])".includes(char)) depth -= 1;
    else if (depth === 0) yield index;
    if ("{[(".includes(char)) depth += 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    if (text.charAt(index) === "\\") index += 1;
    else if (text.charAt(index) === '"') return index;
    else if (text.startsWith("${", index) && text.charAt(index - 1) !== "$") index = closing(text, index + 2);
  }
  return text.length;
}
