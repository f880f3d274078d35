import fc from "fast-check";
import { type Area, type Placed, treemap, type Weighed } from "../../../../cli/explain/render/treemap";

const area: Area = { x: 10, y: 20, width: 900, height: 340 };
const weights = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 60 });

function placed(of: readonly number[]): Placed<Weighed>[] {
  return treemap(
    of.map((weight) => ({ weight })),
    area,
  );
}

test("areas are in proportion to weights, and fill what they divide", () => {
  fc.assert(
    fc.property(weights, (of) => {
      const total = of.reduce((sum, weight) => sum + weight, 0);
      for (const { weight, width, height } of placed(of)) {
        expect((width * height) / (area.width * area.height)).toBeCloseTo(weight / total, 6);
      }
      expect(placed(of)).toHaveLength(of.length);
    }),
  );
});

test("nothing lies outside, and nothing on another", () => {
  const slack = 1e-6;
  fc.assert(
    fc.property(weights, (of) => {
      const boxes = placed(of);
      for (const [at, one] of boxes.entries()) {
        expect(one.x).toBeGreaterThanOrEqual(area.x - slack);
        expect(one.y).toBeGreaterThanOrEqual(area.y - slack);
        expect(one.x + one.width).toBeLessThanOrEqual(area.x + area.width + slack);
        expect(one.y + one.height).toBeLessThanOrEqual(area.y + area.height + slack);
        const isApart = (other: Area): boolean =>
          one.x + one.width <= other.x + slack ||
          other.x + other.width <= one.x + slack ||
          one.y + one.height <= other.y + slack ||
          other.y + other.height <= one.y + slack;
        expect(boxes.slice(at + 1).every(isApart)).toBe(true);
      }
    }),
  );
});

test("the example of the paper: 6, 6, 4, 3, 2, 2, 1 in 6 by 4", () => {
  const boxes = treemap(
    [6, 6, 4, 3, 2, 2, 1].map((weight) => ({ weight })),
    { x: 0, y: 0, width: 6, height: 4 },
  );
  const rounded = boxes.map(({ width, height }) => `${width.toFixed(2)}×${height.toFixed(2)}`);
  expect(rounded).toEqual(["3.00×2.00", "3.00×2.00", "1.71×2.33", "1.29×2.33", "1.20×1.67", "1.20×1.67", "0.60×1.67"]);
});

test("nothing to divide makes nothing", () => {
  expect(treemap([], area)).toEqual([]);
});
