type Steps = readonly (string | number)[];

/** A receipt with one place changed, and the path of what holds that place, as a JSON pointer. */
export interface Spoiled {
  readonly receipt: unknown;
  readonly path: string;
}

/**
 * Changes one place of a receipt, of which this is the text.
 *
 * @param value takes the place's own, or, where it is undefined, the place away
 */
export function spoil(text: string, place: Steps, value: unknown): Spoiled {
  const receipt = JSON.parse(text) as Record<string | number, unknown>;
  const steps = [...place];
  const last = steps.pop() ?? "";
  const parent = steps.reduce((here, step) => here[step] as Record<string | number, unknown>, receipt);
  if (value === undefined) {
    expect(parent).toHaveProperty([last]); // or nothing was taken away
    Reflect.deleteProperty(parent, last);
  } else parent[last] = value;
  return { receipt, path: steps.map((step) => `/${step}`).join("") };
}
