import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import type { Explanation } from "../../../../cli/explain/model/explanation";
import { columns } from "../../../../cli/explain/safe-text";
import { terminalText } from "../../../../cli/explain/render/terminal-text";
import { widthOf } from "../../../../cli/explain/text-width";
import { chat } from "../made-chat";
import { explanationOf, foreignZip, hostile, withTexts } from "../made-explanation";
import { pandasImage, pandasLayer } from "../made-pandas";

const plainText = (explanation: Explanation): string => terminalText(explanation, { colour: false });
const all = { chat, pandasLayer, pandasImage, foreignZip, hostile };

/** Lines that are too long, save for those of one word and those of a word and its mark. */
const tooLong = (text: string): string[] =>
  text.split("\n").filter((line) => widthOf(line) > columns && line.trim().split(" ").length > 1);

test.each(Object.entries(all))("%s reads as it did", (_name, fn) => {
  expect(plainText(explanationOf(fn))).toMatchSnapshot();
});

test.each(Object.entries(all))(
  "of %s no line is longer than a terminal is wide, and no character moves the cursor",
  (_name, fn) => {
    const text = plainText(explanationOf(fn));
    expect(tooLong(text)).toEqual([]);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  },
);

test.each(Object.entries(all))("of %s colour changes no letter, and is all that it adds", (_name, fn) => {
  const coloured = terminalText(explanationOf(fn), { colour: true });
  expect(coloured).toMatch(/\u001B\[1m/);
  expect(coloured.replaceAll(/\u001B\[\d{1,2}m/g, "")).toBe(plainText(explanationOf(fn)));
  expect(stripVTControlCharacters(coloured)).toBe(plainText(explanationOf(fn)));
});

test("whatever strangers write, lines stay short and nothing moves the cursor", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ unit: "grapheme", maxLength: 300 }));
  fc.assert(
    fc.property(text, fc.constantFrom(chat, pandasLayer, foreignZip), (written, fn) => {
      const shown = plainText(explanationOf(withTexts(fn, (old) => `${old} ${written}`)));
      expect(tooLong(shown)).toEqual([]);
      expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 60 },
  );
});

test("the sides of the boxes stand below each other, also where a name is of wide letters, of none, or longer than they are", () => {
  const [part] = foreignZip.container.slice(-1);
  if (part === undefined) throw new Error("no part");
  for (const what of ["日本語の関数", "cafe\u0301", "🐍".repeat(60), "", "x".repeat(90)]) {
    const text = plainText(explanationOf({ ...foreignZip, container: [{ ...part, what, origin: `${what} ${what}` }] }));
    const sides = text.split("\n").filter((line) => /^ {2}[┌│├└╞]/u.test(line));
    expect(sides.map(widthOf)).toEqual(sides.map(() => columns));
  }
});

test.each([
  { text: "abc", width: 3 },
  { text: "日本語", width: 6 },
  { text: "🐍", width: 2 },
  { text: "cafe\u0301", width: 4 },
  { text: `e${"\u0301".repeat(9)}`, width: 9 },
])("$text takes $width columns", ({ text, width }) => {
  expect(widthOf(text)).toBe(width);
});

test("a list that is cut says how much of it is not shown", () => {
  const [zip] = foreignZip.zips;
  if (zip === undefined) throw new Error("no ZIP");
  const files = Array.from({ length: 18 }, (_, at) => ({ path: `f${at}.py`, bytes: at, mode: "0644", origin: "first-party" }));
  const text = plainText(explanationOf({ ...foreignZip, zips: [{ ...zip, files }] }));
  expect(text).toContain("\n    f17.py ");
  expect(text).toContain("\n    f3.py ");
  expect(text).not.toContain("f2.py");
  expect(text).toContain("and 3 more: --json has all");
});

test.each([
  { level: "error", says: "fails: it does" },
  { level: "warning", says: "may fail: it does" },
  { level: "note", says: "to know: it does" },
] as const)("a finding of level $level is said as $says", ({ level, says }) => {
  const findings = [{ check: "elf", level, what: "it does", fix: "do not" }];
  expect(plainText(explanationOf({ ...chat, findings }))).toContain(`\n  ${says}\n    fix: do not`);
});

test("what makes a hash another stands apart; that nothing does is said only of ZIPs that were looked into", () => {
  const stable = "Nothing in it makes its hash depend on when, where or by whom it was packed.";
  expect(plainText(explanationOf(foreignZip))).toContain("What makes its hash another when the same content is packed again");
  expect(plainText(explanationOf({ ...foreignZip, findings: [] }))).toContain(`Nothing was found that would hurt.\n${stable}`);
  expect(plainText(explanationOf({ ...pandasLayer, findings: [] }))).not.toContain(stable);
});

test("functions come one after the other, and of none it is said that there is none", () => {
  const text = plainText(explanationOf(chat, foreignZip));
  expect(text).toBe(`${plainText(explanationOf(chat))}\n\n${"━".repeat(80)}\n\n${plainText(explanationOf(foreignZip))}`);
  expect(plainText(explanationOf())).toBe("There is no function to explain.");
});
