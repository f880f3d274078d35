const grouped = new Intl.NumberFormat("en-US");

/** `1,024` */
export function figure(value: number): string {
  return grouped.format(value);
}

/** `1,024 bytes` */
export function size(bytes: number): string {
  return `${figure(bytes)} ${Math.abs(bytes) === 1 ? "byte" : "bytes"}`;
}

/** By how much a size changed: `+1,024 bytes`. */
export function difference(bytes: number): string {
  return `${bytes > 0 ? "+" : bytes === 0 ? "±" : ""}${size(bytes)}`;
}

const units = ["KB", "MB", "GB"] as const;

/** A size as a person remembers it: `32.5 MB`. 1 KB = 1,024 bytes. */
export function roundSize(bytes: number): string {
  let value = bytes;
  let unit: string | undefined;
  for (const next of units) {
    if (Math.abs(value) < 999.5) break;
    value /= 1024;
    unit = next;
  }
  if (unit === undefined) return size(bytes);
  return `${value.toFixed(Math.abs(value) < 9.95 ? 1 : 0)} ${unit}`;
}
