import fc from "fast-check";
import { markdownText } from "../../../../cli/explain/render/markdown-text";
import { chat } from "../made-chat";
import { explanationOf, foreignZip, hostile, withTexts } from "../made-explanation";
import { pandasImage, pandasLayer } from "../made-pandas";

/** What is not code: markup is looked for here. Code is within one pair of backticks, on one line. */
const outsideCode = (text: string): string => text.replaceAll(/`[^`\n]+`/g, "C");

/** HTML of our own. */
const ownHtml = /^<\/?details>$|^<summary>[a-z0-9, ]+<\/summary>$/;

/** What GitHub would make something of, line by line: HTML, links, mentions, issues, mail, mathematics, emoji, emphasis within a word. */
function live(text: string): string[] {
  return outsideCode(text)
    .split("\n")
    .filter((line) => !ownHtml.test(line))
    .filter((line) =>
      /[<>`@#~$&!_[\]\\]|:\/\/|www\.|:\w+:|\*(?!\*)(?<!\*\*)|\bGH-\d|[0-9a-f]{7}/u.test(line.replace(/^#{3,4} /, "")),
    );
}

/** How many cells each row of a table has more than its head. */
function brokenRows(text: string): string[] {
  const lines = text.split("\n");
  const cells = (line: string): number => line.split("|").length;
  return lines.filter(
    (line, at) => line.startsWith("|") && lines[at - 1]?.startsWith("|") && cells(line) !== cells(lines[at - 1] ?? ""),
  );
}

const all = { chat, pandasLayer, pandasImage, foreignZip, hostile };

test.each(Object.entries(all))("%s reads as it did", (_name, fn) => {
  expect(markdownText(explanationOf(fn))).toMatchSnapshot();
});

test.each(Object.entries(all))("of %s nothing is live outside code, and every row has the cells of its table", (_name, fn) => {
  const text = markdownText(explanationOf(fn, chat));
  expect(live(text)).toEqual([]);
  expect(brokenRows(text)).toEqual([]);
});

test("whatever strangers write is inert, on its own line, and no control character", () => {
  const markup = fc.string({
    unit: fc.constantFrom(...Array.from("`|\\<>&@#*_[]()!~$:/.-+=1aG\"' \n\u202e\u0000é")),
    maxLength: 40,
  });
  fc.assert(
    fc.property(fc.oneof(markup, fc.string({ unit: "binary", maxLength: 40 })), fc.boolean(), (written, alone) => {
      const text = markdownText(explanationOf(withTexts(pandasLayer, (old) => (alone ? written : `${old}${written}`))));
      expect(live(text)).toEqual([]);
      expect(brokenRows(text)).toEqual([]);
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 100 },
  );
});

test("no sentence of a stranger begins a list, a heading, a quotation or a rule", () => {
  for (const written of ["1. x", "1) x", "- x", "+ x", "* x", "# x", "> x", "---", "===", "```", "    x"]) {
    const [, , answer = ""] = markdownText(explanationOf({ ...chat, answer: written })).split("\n");
    expect(answer).toMatch(/^(?:`|x$)/);
  }
});

test("the answers of all functions come first", () => {
  const text = markdownText(explanationOf(chat, foreignZip));
  expect(text.indexOf("function.zip into")).toBeLessThan(text.indexOf("#### "));
  expect(text).toContain("#### The container (`function.zip`)");
});

test("a comment stays within GitHub's limit, and names what it leaves out", () => {
  const text = markdownText(explanationOf(...Array.from({ length: 40 }, () => hostile)));
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text).toMatch(
    /\*\*Not shown, since a comment has no room for it:\*\* “.*and [\d,]+ more\. `npm run explain` shows all\.$/,
  );
  expect(outsideCode(text).match(/<details>/g)?.length).toBe(outsideCode(text).match(/<\/details>/g)?.length);
  expect(markdownText(explanationOf(pandasLayer))).not.toContain("Not shown");
});

test("a list that is cut says how much of it is not shown", () => {
  const [zip] = foreignZip.zips;
  if (zip === undefined) throw new Error("no ZIP");
  const files = Array.from({ length: 103 }, (_, at) => ({ path: `f${at}.py`, bytes: at, mode: "0644", origin: "first-party" }));
  const text = markdownText(explanationOf({ ...foreignZip, zips: [{ ...zip, files }] }));
  expect(text).toContain("| `f3.py` | 3 |");
  expect(text).not.toContain("`f2.py`");
  expect(text).toContain("\n\nand 3 more: `--json` has all\n\n</details>");
});
