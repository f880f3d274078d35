import { markdownText } from "../../../../cli/explain/render/markdown-text";
import { terminalText } from "../../../../cli/explain/render/terminal-text";
import { figure } from "../../../../lib/artifact/receipt/byte-figures";
import { chat } from "../made-chat";
import { explanationOf, foreignZip } from "../made-explanation";
import { pandasImage, pandasLayer } from "../made-pandas";

/** All numbers of a value, and all figures in its texts. */
function figuresOf(value: unknown): string[] {
  if (typeof value === "number") return [figure(value)];
  if (typeof value === "string") return figuresIn(value);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(figuresOf) : [];
}

/** Those that are too large to be a count of what is shown. */
function figuresIn(text: string): string[] {
  return text.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?/g) ?? [];
}

test.each(Object.entries({ chat, pandasLayer, pandasImage, foreignZip }))("every figure shown of %s is its own", (_name, fn) => {
  const own = new Set(figuresOf(fn));
  for (const text of [terminalText(explanationOf(fn), { colour: false }), markdownText(explanationOf(fn))]) {
    const shown = figuresIn(text);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((each) => !own.has(each))).toEqual([]);
  }
});
