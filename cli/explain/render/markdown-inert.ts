import { shownText } from "../../../lib/artifact/display-path";
import { shownSentence } from "../safe-text";
import { shortened } from "../text-width";

/** What cannot stand in code within a table: escaped like a control character. */
const breaksCode = /[`|]/g;

/** Letters with hyphens or apostrophes between them, a figure, or a day. GitHub may make a link of seven figures or more: a commit is named so. */
const plain = /^[\P{ASCII}A-Za-z][\P{ASCII}A-Za-z'-]*$|^\d{1,6}(?:[.,]\d{1,6})*$|^\d{4}-\d\d-\d\d$|^[%=+]?$/u;

/** What stands around a word in a sentence. */
const around = /^(?<before>[("']*)(?<word>.*?)(?<after>[)"'.,;:]*)$/su;

/** What begins a list, where a line begins with it. */
const listMark = /^(?:\d+[.)]|[+=-]+)/;

/**
 * A stranger's name as Markdown's code, in which GitHub finds no markup, HTML, link, mention, issue or emoji. Backticks and bars are escaped as
 * `\x60` and `\x7c`, so that one pair of backticks holds it and no table breaks.
 */
export function code(name: string, width = 120): string {
  const shown = shortened(shownText(name), width);
  return shown.trim() === "" ? "(empty)" : asCode(shown);
}

/** A sentence with strangers' names in it: words that are more than letters or a figure are code. */
export function prose(text: string, width = 600): string {
  const words = shortened(shownSentence(text), width)
    .split(/\s+/)
    .filter((word) => word !== "");
  const shown = words.map((word, at) => (at === 0 && listMark.test(word) ? asCode(word) : wordText(word)));
  return shown.join(" ").replaceAll("` `", " "); // no other backtick is left: neighbours become one
}

function wordText(text: string): string {
  const { before = "", word = "", after = "" } = around.exec(text)?.groups ?? {};
  if (plain.test(word)) return text;
  const closing = word.includes("(") ? (/^\)+/.exec(after)?.[0] ?? "") : ""; // of a call: handler()
  return `${before}${asCode(word + closing)}${after.slice(closing.length)}`;
}

function asCode(word: string): string {
  return `\`${word.replace(breaksCode, hex)}\``;
}

function hex(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16)}`;
}
