import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { durationText } from "../../cli/explain/render/html-figures";
import { roundSize } from "../../lib/artifact/receipt/byte-figures";
import { htmlPage } from "../../cli/explain/render/html-page";
import { shownText } from "../../lib/artifact/display-path";
import { figure } from "../../lib/artifact/receipt/byte-figures";
import { hostileTexts, pageExplanation } from "../cli/explain/page-explanation";
import { findChromium } from "./chromium";
import { contrasts, figures, fileRows, focused, headingLevels, overflow, reachable, toggleLists } from "./in-page";

const local = resolve(__dirname, "../../.local");
const executable = findChromium(join(local, "chromium"));
/** Where a person looks at what was seen. */
const pictures = join(local, "explain-page");
const desk = { width: 1280, height: 900 };
const hand = { width: 360, height: 740 };
const schemes = ["light", "dark"] as const;

let server: Server;
let address: string;
let browser: Browser;
let requests: string[] = [];

function inBrowser(name: string, action: () => Promise<void>): void {
  if (executable !== undefined || process.env["CI"] === "true") {
    test(name, action);
    return;
  }
  const lacking = "Chromium is neither on PATH, nor named in CHROMIUM, nor to be had by apt-get";
  console.warn(`NOT SHOWN HERE: ${name}, because ${lacking}`);
  test.skip(`NOT SHOWN HERE, because ${lacking}: ${name}`, () => undefined);
}

beforeAll(async () => {
  if (executable === undefined) return;
  mkdirSync(pictures, { recursive: true });
  const text = htmlPage(pageExplanation);
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"].map((what) => `--disable-${what}`);
  browser = await chromium.launch({ executablePath: executable, args: ["--no-first-run", ...quiet] });
});

afterAll(async () => {
  if (executable === undefined) return;
  await browser.close();
  await new Promise((closed) => server.close(closed));
});

interface Seen {
  readonly page: Page;
  /** What went wrong, or asked for attention. */
  readonly complaints: readonly string[];
}

/** Opens the page in a window of its own, and closes it when all is seen. */
async function look(
  { viewport = desk, colorScheme = "light" }: { viewport?: typeof desk; colorScheme?: (typeof schemes)[number] },
  action: (seen: Seen) => Promise<void>,
): Promise<void> {
  if (executable === undefined) throw new Error("there is no Chromium: name one in CHROMIUM");
  const page = await browser.newPage({ viewport, colorScheme });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => complaints.push(...(request.url() === address ? [] : [`request: ${request.url()}`])));
  page.on("popup", () => complaints.push("popup"));
  requests = [];
  try {
    await page.goto(address);
    await action({ page, complaints });
  } finally {
    await page.close();
  }
}

inBrowser("the page asks for nothing beside itself, complains of nothing, and runs nothing", async () => {
  await look({}, async ({ page, complaints }) => {
    await page.evaluate(toggleLists, true);
    await page.mouse.move(300, 300);
    await page.waitForLoadState("networkidle");
    expect(complaints).toEqual([]);
    expect(requests).toEqual(["/page"]);
    expect(await page.locator("script, img, iframe, object, embed, link, form, base").count()).toBe(0);
  });
});

inBrowser("its policy lets no script run, wherever one comes from", async () => {
  await look({}, async ({ page, complaints }) => {
    await page.addScriptTag({ content: "document.title = 'run'" }).catch(() => undefined);
    expect(await page.title()).not.toBe("run");
    expect(complaints.join()).toMatch(/Content Security Policy/);
  });
});

inBrowser("names that would be markup are shown as text", async () => {
  await look({}, async ({ page, complaints }) => {
    await page.evaluate(toggleLists, true);
    const paths = (await page.evaluate(fileRows)).slice(-hostileTexts.length).map(({ path }) => path);
    expect(paths.sort()).toEqual(hostileTexts.map(shownText).sort());
    expect(await page.locator("h2").last().textContent()).toBe(shownText(hostileTexts[4]));
    expect(await page.title()).toContain(shownText(hostileTexts[4]));
    expect(await page.locator("[onerror], [onload], [onmouseover], [style]").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

inBrowser("every number on the page is the value's, and is shown as what it is", async () => {
  await look({}, async ({ page }) => {
    const seen = await page.evaluate(figures);
    expect(seen.length).toBeGreaterThan(4_000);
    const wrong = seen.filter(({ kind, value, shown }) => {
      const number = Number(value);
      const right = kind === "data-ms" ? [durationText(number)] : [figure(number), roundSize(number)];
      return value === "" || !right.some((text) => shown.trim() === text || shown.endsWith(`: ${text}`));
    });
    expect(wrong).toEqual([]);
    const of = (kind: string): number[] => [
      ...new Set(seen.filter((each) => each.kind === kind).map(({ value }) => Number(value))),
    ];
    const numbers = [...JSON.stringify(pageExplanation).matchAll(/"(\w*(?:[bB]ytes|Limit)|milliseconds)":(-?[\d.]+)/g)];
    const expected = (isTime: boolean): number[] => [
      ...new Set(numbers.filter(([, key]) => (key === "milliseconds") === isTime).map(([, , number]) => Number(number))),
    ];
    const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
    expect(sorted(of("data-bytes"))).toEqual(sorted(expected(false)));
    expect(sorted(of("data-ms"))).toEqual(sorted(expected(true)));
  });
});

inBrowser("each file stands beside its own sizes", async () => {
  await look({}, async ({ page }) => {
    const files = pageExplanation.functions.flatMap(({ zips }) => zips.flatMap((zip) => zip.files));
    const expected = files.map(({ path, bytes, compressedBytes }) => ({
      path: shownText(path),
      sizes: [bytes, ...(compressedBytes === undefined ? [] : [compressedBytes])],
    }));
    const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);
    expect((await page.evaluate(fileRows)).sort(byPath)).toEqual(expected.sort(byPath));
  });
});

describe.each(schemes)("in %s", (colorScheme) => {
  inBrowser(`every text has a contrast of 4.5:1 or more (${colorScheme})`, async () => {
    await look({ colorScheme }, async ({ page }) => {
      await page.evaluate(toggleLists, true);
      const found = await page.evaluate(contrasts);
      expect(found.length).toBeGreaterThan(12);
      expect(found.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    });
  });

  inBrowser(`nothing is wider than the window of a hand (${colorScheme})`, async () => {
    await look({ colorScheme, viewport: hand }, async ({ page }) => {
      expect(await page.evaluate(overflow)).toBe(0);
      await page.screenshot({ path: join(pictures, `hand-${colorScheme}.png`), fullPage: true });
      await page.evaluate(toggleLists, true);
      expect(await page.evaluate(overflow)).toBe(0);
    });
  });

  inBrowser(`the paper of the page is ${colorScheme}`, async () => {
    await look({ colorScheme }, async ({ page }) => {
      const paper = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(paper).toBe(colorScheme === "light" ? "rgb(250, 249, 246)" : "rgb(20, 23, 27)");
      await page.screenshot({ path: join(pictures, `desk-${colorScheme}.png`), fullPage: true });
    });
  });
});

inBrowser("a reader of screens finds landmarks, headings in their order, tables with heads, and figures in words", async () => {
  await look({}, async ({ page }) => {
    for (const landmark of ["banner", "main", "navigation", "contentinfo"] as const) {
      expect(await page.getByRole(landmark).count()).toBe(1);
    }
    expect(await page.getByRole("article").count()).toBe(pageExplanation.functions.length);
    const levels = await page.evaluate(headingLevels);
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
    expect(await page.locator("th:not([scope])").count()).toBe(0);
    expect(await page.locator("table:not(:has(caption))").count()).toBe(0);
    expect(await page.locator("svg[role=img]").count()).toBeGreaterThan(2);
    expect(await page.locator("svg[role=img]:not([aria-label])").count()).toBe(0);
    expect(await page.locator("svg:not([role=img] *):not([role=img]):not([aria-hidden=true])").count()).toBe(0);
    await expect(
      page.getByRole("img", { name: /your layer, 6 distributions, by unpacked size: pandas 42 MB, numpy 40 MB/ }).count(),
    ).resolves.toBe(1);
    expect(await page.getByRole("table", { name: "What each line of the requirements comes to" }).count()).toBe(3);
  });
});

inBrowser("the keyboard reaches every link and every list in their order, shows where it is, and opens them", async () => {
  await look({}, async ({ page }) => {
    const all = await page.evaluate(reachable);
    expect(all.filter((name) => name.startsWith("SUMMARY")).length).toBeGreaterThan(10);
    const reached: string[] = [];
    for (let pressed = 0; pressed <= all.length + 5; pressed++) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(focused);
      if (found === undefined) break;
      expect(found).toMatchObject({ isVisible: true });
      reached.push(found.name);
    }
    expect(reached).toEqual(all);
    const summary = page.locator("summary", { hasText: "numpy: 498 files" });
    const table = page.locator("details", { has: summary }).locator("table");
    expect(await table.isVisible()).toBe(false);
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await table.isVisible()).toBe(true);
  });
});

inBrowser("the link that skips leads to the content", async () => {
  await look({}, async ({ page }) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect((await page.evaluate(focused))?.name).toMatch(/^MAIN /);
  });
});

inBrowser("on paper the lists are open but for the files, of which the number is printed", async () => {
  await look({}, async ({ page }) => {
    const leftOut = page.locator("details.left ul").first();
    expect(await leftOut.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await leftOut.isVisible()).toBe(true);
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.locator("details.files table").first().isVisible()).toBe(false);
    expect(await page.locator("details.files summary").first().isVisible()).toBe(true);
    await page.setViewportSize({ width: 794, height: 1123 }); // A4 at 96 dots an inch
    expect(await page.evaluate(overflow)).toBe(0);
    await page.screenshot({ path: join(pictures, "print.png"), fullPage: true });
    expect((await page.pdf({ format: "A4", path: join(pictures, "print.pdf") })).length).toBeGreaterThan(10_000);
  });
});

inBrowser("who wants no motion has none", async () => {
  await look({}, async ({ page }) => {
    const motion = (): Promise<unknown> => page.evaluate("getComputedStyle(document.documentElement).scrollBehavior");
    expect(await motion()).toBe("smooth");
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await motion()).toBe("auto");
  });
});
