import { shownText } from "../../../lib/artifact/display-path";

/** Markup that is safe: made by {@link html} alone, so that no text of a stranger's becomes markup. */
export class Html {
  private constructor(readonly markup: string) {}

  static style(sheet: string): Html {
    return new Html(`<style>${sheet}</style>`);
  }

  static of(strings: TemplateStringsArray, values: readonly Shown[]): Html {
    return new Html(strings.map((markup, at) => `${markup}${markupOf(values[at])}`).join(""));
  }
}

/** A style sheet of the project's own, which is no text of a page's. */
export function styleElement(sheet: string): Html {
  return Html.style(sheet);
}

/** What a template takes: text, numbers, markup, lists of them, and nothing. */
export type Shown = string | number | Html | undefined | readonly Shown[];

/**
 * A template of HTML. Texts in it are escaped, for content and for attributes in quotes alike; control characters and those that change the
 * direction of text are shown as their escapes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Shown[]): Html {
  return Html.of(strings, values);
}

const references: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function markupOf(value: Shown): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "object") return value.map(markupOf).join("");
  return shownText(String(value)).replace(/[&<>"']/g, (char) => references[char] ?? "");
}
