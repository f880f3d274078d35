import type { InnerBox } from "./container-boxes";
import { roundSize } from "../../../lib/artifact/receipt/byte-figures";
import { percent } from "./html-figures";
import { html, type Html } from "./html-text";
import { type Area, type Placed, treemap } from "./treemap";

/** What is drawn of one part of the container. */
export interface ContainerMap {
  readonly inner: readonly InnerBox[];
  /** Of the part, where nothing is known of what is in it. */
  readonly kind: "aws" | InnerBox["kind"];
  /** The height, in CSS pixels. */
  readonly pixels: number;
  /** What it shows, in words. */
  readonly alternative: string;
}

/** What a drawing is laid out for, in CSS pixels; it takes the width there is. */
const width = { wide: 900, narrow: 290 } as const;
/** The least share of its part that something is drawn with. */
export const leastShare = 0.004;
/** A box has its folders drawn in it from this size on, in CSS pixels; and what lies above them. */
const nesting = { width: 150, height: 90, head: 28, edge: 4 } as const;
/** How wide a letter is, and how high lines are, at the size of the labels. */
const letter = { width: 7.8, line: 17 } as const;

/** A part of the container as boxes within boxes, their areas in proportion to bytes. */
export function containerMap({ inner, kind, pixels, alternative }: ContainerMap): Html {
  const placed = placedBoxes(inner, { x: 0, y: 0, width: width.wide, height: pixels });
  const content =
    placed.length === 0 ? html`<rect class="box-${kind}" width="100%" height="100%" />` : placed.map(distributionBox);
  return html`<svg class="map" width="100%" height="${pixels}" role="img" aria-label="${alternative}">${content}</svg>`;
}

function placedBoxes<T extends { readonly bytes: number }>(items: readonly T[], area: Area): Placed<T & { weight: number }>[] {
  const sum = items.reduce((all, { bytes }) => all + bytes, 0);
  return treemap(
    items.map((item) => ({ ...item, weight: Math.max(item.bytes, sum * leastShare) })),
    area,
  );
}

function distributionBox(placed: Placed<InnerBox>): Html {
  const { name, bytes, kind, isSum, folders, ...area } = placed;
  const nests = folders.length > 0 && area.width >= nesting.width && area.height >= nesting.height;
  if (!nests) return box(area, width.wide, { name, bytes, kind, isSum, content: label(name, bytes, area) });
  const room = { x: 0, y: 0, width: area.width, height: area.height - nesting.head - nesting.edge };
  const within = placedBoxes(folders, room).map((folder) =>
    box(folder, area.width, {
      ...{ name: `${name}: ${folder.name}`, bytes: folder.bytes, kind: "folder", isSum: true },
      content: label(folder.name.split("/").at(-1) ?? "", folder.bytes, folder),
    }),
  );
  const content = html`${label(name, bytes, { ...area, height: nesting.head })}<svg
      x="0.5%"
      y="${nesting.head}"
      width="99%"
      height="${room.height.toFixed(1)}"
    >
      ${within}
    </svg>`;
  return box(area, width.wide, { name, bytes, kind, isSum, content });
}

interface Box {
  readonly name: string;
  readonly bytes: number;
  readonly kind: InnerBox["kind"] | "folder";
  readonly isSum: boolean;
  readonly content: Html | undefined;
}

/** An SVG of its own, so that what does not fit is cut at its edge, and texts keep their size whatever the width. */
function box({ x, y, ...area }: Area, whole: number, { name, bytes, kind, isSum, content }: Box): Html {
  const value = isSum ? html` data-sum-bytes="${bytes}"` : html` data-bytes="${bytes}"`;
  return html`<svg
    x="${percent(x, whole)}"
    y="${y.toFixed(1)}"
    width="${percent(area.width, whole)}"
    height="${area.height.toFixed(1)}"
    ${value}
  >
    <title>${name}: ${roundSize(bytes)}</title>
    <rect class="box-${kind}" width="100%" height="100%" />
    ${content}
  </svg>`;
}

/** A name, and its size beside or below it, as far as there is room at the width of a desk or of a hand. */
function label(name: string, bytes: number, area: Pick<Area, "width" | "height">): Html | undefined {
  const size = roundSize(bytes);
  const oneLine = area.height < 2.6 * letter.line;
  const room = (text: string): "" | "wide" | undefined => {
    const needed = 16 + letter.width * text.length;
    return needed <= (area.width * width.narrow) / width.wide ? "" : needed <= area.width ? "wide" : undefined;
  };
  const named = room(name);
  if (named === undefined || area.height < letter.line + 7) return undefined;
  const sized = room(oneLine ? `${name}  ${size}` : size);
  const place = oneLine ? html`dx="8"` : html`x="9" dy="${letter.line}"`;
  const figure = sized === undefined ? undefined : html`<tspan class="box-size ${sized}" ${place}>${size}</tspan>`;
  return html`<text class="${named}" x="9" y="19">${name}${figure}</text>`;
}
