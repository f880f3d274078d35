const atMost = 3;

/** The names that somebody who typed this one may have meant, the nearest first: a letter in three may be another. */
export function nearNames(typed: string, names: Iterable<string>): string[] {
  const wanted = typed.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const near = [...new Set(names)].flatMap((name) => {
    const other = name.toLowerCase();
    if (name === typed || Math.abs(other.length - wanted.length) > limit) return [];
    const edits = editsBetween(wanted, other);
    return edits <= limit ? [{ name, edits }] : [];
  });
  return near
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .slice(0, atMost)
    .map(({ name }) => name);
}

/** How many letters must be added, taken away, changed or swapped with their neighbour. */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [(last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (isSame ? 0 : 1)];
      current.push(Math.min(...ways, isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity));
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
