/** Something with a weight: an area is in proportion to it. */
export interface Weighed {
  readonly weight: number;
}

/** A rectangle, its sides in the units of what it divides. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An item and where it lies. */
export type Placed<T> = T & Area;

/**
 * Divides an area among items in proportion to their weights, in rectangles as near to squares as they come: the squarified treemap of Bruls, Huizing
 * and van Wijk (2000). The heaviest first, whatever their order. All weights are above zero.
 */
export function treemap<T extends Weighed>(items: readonly T[], area: Area): Placed<T>[] {
  const sorted = [...items].sort((a, b) => b.weight - a.weight);
  const scale = (area.width * area.height) / total(sorted);
  const placed: Placed<T>[] = [];
  let rest = area;
  for (let at = 0; at < sorted.length;) {
    const side = Math.min(rest.width, rest.height);
    let row = sorted.slice(at, at + 1);
    for (let next = at + 1; next < sorted.length; next++) {
      const longer = sorted.slice(at, next + 1);
      if (worstRatio(longer, side, scale) > worstRatio(row, side, scale)) break;
      row = longer;
    }
    placed.push(...layRow(row, rest, scale));
    rest = withoutRow(row, rest, scale);
    at += row.length;
  }
  return placed;
}

/** How far from a square the worst of a row would be, one being a square. */
function worstRatio(row: readonly Weighed[], side: number, scale: number): number {
  const thickness = (total(row) * scale) / side;
  return Math.max(
    ...row.map(({ weight }) => {
      const length = (weight * scale) / thickness;
      return Math.max(length / thickness, thickness / length);
    }),
  );
}

/** Along the shorter side. */
function layRow<T extends Weighed>(row: readonly T[], area: Area, scale: number): Placed<T>[] {
  const upright = area.width >= area.height;
  const thickness = (total(row) * scale) / (upright ? area.height : area.width);
  let at = upright ? area.y : area.x;
  return row.map((item) => {
    const length = (item.weight * scale) / thickness;
    const place = upright
      ? { x: area.x, y: at, width: thickness, height: length }
      : { x: at, y: area.y, width: length, height: thickness };
    at += length;
    return { ...item, ...place };
  });
}

function withoutRow(row: readonly Weighed[], { x, y, width, height }: Area, scale: number): Area {
  const area = total(row) * scale;
  if (width >= height) return { x: x + area / height, y, width: width - area / height, height };
  return { x, y: y + area / width, width, height: height - area / width };
}

function total(items: readonly Weighed[]): number {
  return items.reduce((sum, { weight }) => sum + weight, 0);
}
