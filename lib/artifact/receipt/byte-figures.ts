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
