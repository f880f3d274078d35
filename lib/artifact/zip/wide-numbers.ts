const escape = 0xffffffff;
const zip64 = 0x0001;

/** Sizes and offsets of a header: those that did not fit into 32 bits stand in its ZIP64 field, in the same order; NaN where missing. */
export function wideNumbers(short: readonly number[], extra: Buffer): number[] {
  const field = short.includes(escape) ? zip64Field(extra) : extra;
  let at = 0;
  return short.map((value) => {
    if (value !== escape) return value;
    at += 8;
    return at <= field.length ? Number(field.readBigUInt64LE(at - 8)) : NaN;
  });
}

/** Ids of the fields of a header's extra part, as far as it can be read. */
export function extraFieldsOf(extra: Buffer): number[] {
  const ids: number[] = [];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) ids.push(extra.readUInt16LE(at));
  return ids;
}

function zip64Field(extra: Buffer): Buffer {
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === zip64) return extra.subarray(at + 4, end);
    at = end;
  }
  return extra.subarray(extra.length);
}
