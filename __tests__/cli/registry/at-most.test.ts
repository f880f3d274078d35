import { atMost } from "../../../cli/registry/at-most";

const soon = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("work is done in order, and no more of it at once than is allowed", async () => {
  let running = 0;
  let most = 0;
  const results = await atMost(2, [1, 2, 3, 4, 5], async (item) => {
    most = Math.max(most, (running += 1));
    await soon();
    running -= 1;
    return item * 10;
  });
  expect([results, most]).toEqual([[10, 20, 30, 40, 50], 2]);
});

test("after a failure nothing is begun, and what runs is waited for", async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  const working = atMost(2, [1, 2, 3, 4], async (item) => {
    begun.push(item);
    await soon();
    if (item === 1) throw new Error("the first");
    await soon();
    ended.push(item);
  });
  await expect(working).rejects.toThrow("the first");
  expect([begun, ended]).toEqual([[1, 2], [2]]);
});
