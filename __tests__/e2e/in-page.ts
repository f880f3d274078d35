/** Functions that run in the browser's page: each is sent there as its text, and may use nothing of this file beside types. */

interface Style {
  readonly [property: string]: string;
}

interface PageElement {
  readonly tagName: string;
  readonly textContent: string;
  readonly parentElement: PageElement | null;
  readonly previousElementSibling: PageElement | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string }>;
  readonly children: Iterable<PageElement>;
  open?: boolean;
  getAttribute(name: string): string | null;
  getClientRects(): { readonly length: number };
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
}

interface PageCanvas extends PageElement {
  width: number;
  height: number;
  getContext(kind: "2d", options: { readonly willReadFrequently: true }): PagePainter;
}

interface PagePainter {
  fillStyle: string;
  fillRect(x: number, y: number, width: number, height: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: ArrayLike<number> };
}

declare const document: {
  readonly activeElement: PageElement | null;
  readonly body: PageElement;
  readonly documentElement: PageElement & { readonly scrollWidth: number; readonly clientWidth: number };
  createElement(name: "canvas"): PageCanvas;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare function getComputedStyle(element: PageElement): Style;

/** A text and how it stands out. */
export interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** The contrast of every text that is to be seen with what lies below it, as WCAG 2 computes it: the weakest of each pair of colours. */
export function contrasts(): Contrast[] {
  const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map<string, readonly number[]>();
  const channels = (color: string): readonly number[] => {
    const before = known.get(color);
    if (before !== undefined) return before;
    painter.fillStyle = color;
    painter.fillRect(0, 0, 1, 1);
    const painted = Array.from(painter.getImageData(0, 0, 1, 1).data);
    known.set(color, painted);
    return painted;
  };
  const isClear = (color: string): boolean => color === "transparent" || /[,/] ?0\)$/.test(color);
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const below = (element: PageElement): string => {
    const text = element.closest("text");
    if (text !== null) {
      for (let at = text.previousElementSibling; at !== null; at = at.previousElementSibling) {
        if (at.tagName === "rect") return getComputedStyle(at)["fill"] ?? "";
      }
    }
    for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
      const color = getComputedStyle(at)["backgroundColor"] ?? "";
      if (!isClear(color)) return color;
    }
    return "white";
  };
  const worst = new Map<string, Contrast>();
  for (const element of document.querySelectorAll("body *")) {
    const text = Array.from(element.childNodes, (node) => (node.nodeType === 3 ? node.textContent.trim() : "")).join("");
    if (text === "" || element.getClientRects().length === 0 || element.tagName === "title") continue;
    const style = getComputedStyle(element);
    const colors = [element.closest("text") === null ? (style["color"] ?? "") : (style["fill"] ?? ""), below(element)];
    const [dark = 0, light = 0] = colors.map(luminance).sort((a, b) => a - b);
    worst.set(colors.join(" on "), {
      text: `${text.slice(0, 40)}: ${colors.join(" on ")}`,
      ratio: (light + 0.05) / (dark + 0.05),
    });
  }
  return [...worst.values()];
}

/** How much wider the page is than its window, in CSS pixels. */
export function overflow(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

/** What has the focus, and whether that is to be seen; undefined where nothing has it. */
export function focused(): { readonly name: string; readonly isVisible: boolean } | undefined {
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body) return undefined;
  const outline = getComputedStyle(activeElement)["outlineStyle"];
  return { name: `${activeElement.tagName} ${activeElement.textContent}`, isVisible: outline !== "none" && outline !== "" };
}

/** Opens or closes every list. */
export function toggleLists(open: boolean): void {
  for (const list of document.querySelectorAll("details")) list.open = open;
}

/** Every size, time and count on the page, with how it is shown. */
export function figures(): { readonly kind: string; readonly value: string; readonly shown: string }[] {
  return ["data-bytes", "data-sum-bytes", "data-ms", "data-count"].flatMap((kind) =>
    Array.from(document.querySelectorAll(`[${kind}]`), (element) => ({
      kind,
      value: element.getAttribute(kind) ?? "",
      shown: (element.querySelector("title") ?? element).textContent,
    })),
  );
}

/** All that the keyboard should reach, in the order of the page. */
export function reachable(): string[] {
  return Array.from(document.querySelectorAll("a[href], summary"), ({ tagName, textContent }) => `${tagName} ${textContent}`);
}

/** The levels of the headings, in the order of the page. */
export function headingLevels(): number[] {
  return Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"), ({ tagName }) => Number(tagName[1]));
}

/** A row of a list of files: the path, the size, and, where it is known, the compressed size. */
export function fileRows(): { readonly path: string; readonly sizes: readonly number[] }[] {
  return Array.from(document.querySelectorAll("table.files tbody"), (folder) => {
    const rows = Array.from(folder.children, (row) => Array.from(row.children));
    const name = folder.querySelector("th[scope=rowgroup]")?.textContent.trim() ?? "";
    return rows
      .filter((cells) => cells.length > 1)
      .map(([head, ...cells]) => ({
        path: name + (head?.childNodes === undefined ? "" : (Array.from(head.childNodes)[0]?.textContent ?? "").trim()),
        sizes: cells.flatMap((cell) => cell.getAttribute("data-bytes") ?? []).map(Number),
      }));
  }).flat();
}
