import { createHash } from "node:crypto";
import type { Explanation, FunctionExplanation } from "../../../../cli/explain/model/explanation";
import { htmlPage } from "../../../../cli/explain/render/html-page";
import { hostileTexts, pageExplanation } from "../page-explanation";

const page = htmlPage(pageExplanation);

/** What stands in an attribute, everywhere. */
function attribute(name: string, text = page): number[] {
  return Array.from(text.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g")), ([, value]) => Number(value));
}

/** Every number of a value whose key says that it is of this kind. */
function numbers(value: unknown, kind: RegExp): number[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "number" ? (kind.test(key) ? [inner] : []) : numbers(inner, kind),
  );
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** A page of one function. */
function pageOf(changes: Partial<FunctionExplanation>): string {
  const [chat] = pageExplanation.functions;
  if (chat === undefined) throw new Error("the fixture has no function");
  return htmlPage({ version: 1, functions: [{ ...chat, ...changes }] });
}

test.each(pageExplanation.functions)("the sizes and times on the page of $name are those of the value, all of them", (fn) => {
  const shown = htmlPage({ version: 1, functions: [fn] });
  expect(distinct(attribute("data-bytes", shown))).toEqual(distinct(numbers(fn, /bytes$|limit$/i)));
  expect(distinct(attribute("data-ms", shown))).toEqual(distinct(numbers(fn, /^milliseconds$/)));
});

test("a sum on the page is that of the files it stands for", () => {
  const [own = 0, compressed = 0] = attribute("data-sum-bytes", pageOf({}));
  expect([own, compressed]).toEqual([2_731 + 14, 1_020 + 16]);
});

test("the page is small: two thousand files of pandas take less than 500 KB", () => {
  const report = pageExplanation.functions.filter(({ name }) => name === "report");
  expect(report[0]?.zips.flatMap(({ files }) => files).length).toBeGreaterThan(2_030);
  expect(Buffer.byteLength(htmlPage({ version: 1, functions: report }))).toBeLessThan(500_000);
});

test("the policy allows one style sheet, by its hash, and nothing else", () => {
  const sheets = Array.from(page.matchAll(/<style>(.*?)<\/style>/gs), ([, sheet = ""]) => sheet);
  expect(sheets).toHaveLength(1);
  const hash = createHash("sha256")
    .update(sheets[0] ?? "")
    .digest("base64");
  const [, policy = ""] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
  expect(policy.replaceAll("&#39;", "'")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
});

test("the page asks for nothing: it has no script, no address, no style in an attribute, no handler", () => {
  expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form|use|image|foreignObject)\b/i);
  expect(page).not.toMatch(/@import|url\(/i);
  const tags = Array.from(page.matchAll(/<[a-z][^<>]*>/gi), ([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
  expect(tags.filter((tag) => /\s(?:style|src|srcset|on\w+)\s*=/i.test(tag))).toEqual([]);
  const links = Array.from(page.matchAll(/\shref="([^"]*)"/g), ([, href = ""]) => href);
  expect(links.filter((href) => !href.startsWith("#"))).toEqual([]);
});

test("every link leads to one place on the page", () => {
  const ids = Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id = ""]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const named = Array.from(page.matchAll(/\s(?:href="#|aria-labelledby=")([^"]*)"/g), ([, id = ""]) => id);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(hostileTexts)("%j makes no element", (text) => {
  const count = (shown: string): number => shown.match(/<[a-z!/]/gi)?.length ?? 0;
  expect(count(pageOf({ name: text, answer: text, unknown: [text] }))).toBe(
    count(pageOf({ name: "a", answer: "b", unknown: ["c"] })),
  );
});

test("headings go down by one level at most", () => {
  const levels = Array.from(page.matchAll(/<h([1-6])\b/g), ([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
});

test("a section that a function does not have is not in its page", () => {
  expect(pageOf({})).not.toMatch(/What runs|What cannot be known/);
  expect(pageOf({ live: [{ what: "layers", expected: "1", runs: "0", same: false }], unknown: ["its date"] })).toMatch(
    /What runs.*differs.*What cannot be known this way.*its date/s,
  );
});

test("an image that a Dockerfile makes has no ZIP, and the page says so", () => {
  const shown = pageOf({ zips: [], strategy: "image", sizes: { unzippedLimit: 10_737_418_240 } });
  expect(shown).toMatch(/There is no ZIP of it to look into/);
});

test("of very many files the page has the largest, and says how many more there are", () => {
  const [zip] = pageExplanation.functions[0]?.zips ?? [];
  if (zip === undefined) throw new Error("the fixture has no ZIP");
  const files = Array.from({ length: 6_000 }, (_, at) => ({
    ...{ path: `data/${String(at)}.json`, bytes: at, mode: "0644", origin: "first-party" },
  }));
  const shown = pageOf({ zips: [{ ...zip, files }] });
  expect(shown).toContain(">5999.json<");
  expect(shown).toContain(">1000.json<");
  expect(shown).not.toContain(">999.json<");
  expect(shown).toMatch(/These are the largest; 1,000 more are in/);
});

test("the same value makes the same page", () => {
  const copy = JSON.parse(JSON.stringify(pageExplanation)) as Explanation;
  expect(htmlPage(copy)).toBe(page);
});
