/**
 * Does some work for each item, at most so many at once, in their order. After a failure nothing more is begun, and what runs is waited for.
 *
 * @throws what failed first
 */
export async function atMost<T, R>(limit: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: Error[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && failures.length === 0; next = queue.shift()) {
      const [index, item] = next;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error as Error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  const [first] = failures;
  if (first !== undefined) throw first;
  return results;
}
