import { PassingFailure, retryAfter, withRetries } from "../../../cli/registry/retry";
import { TestClock } from "./push-case";

const clock = new TestClock();
const complaint = { what: "the registry does not answer", where: "registry.example", fix: "wait" };

test.each([
  [undefined, 0],
  ["7", 7_000],
  ["0", 0],
  ["Sun, 01 Nov 2026 12:01:00 GMT", 60_000],
  ["Sun, 01 Nov 2026 11:00:00 GMT", 0],
  ["soon", 0],
  ["-5", 0],
])("Retry-After: %s is %i milliseconds", (header, milliseconds) => {
  expect(retryAfter(header, clock)).toBe(milliseconds);
});

test("what goes well is done once", async () => {
  const attempts: number[] = [];
  const own = new TestClock();
  await expect(withRetries(own, (attempt) => Promise.resolve(attempts.push(attempt)))).resolves.toBe(1);
  expect([attempts, own.waits]).toEqual([[1], []]);
});

test("what may pass is done four times, with growing waits, and then told with its cure", async () => {
  const attempts: number[] = [];
  const own = new TestClock();
  const failing = withRetries(own, (attempt) => {
    attempts.push(attempt);
    return Promise.reject(new PassingFailure(complaint));
  });
  await expect(failing).rejects.toThrow("the registry does not answer (tried 4 times)\n  where: registry.example\n  fix:   wait");
  expect([attempts, own.waits]).toEqual([
    [1, 2, 3, 4],
    [500, 2_000, 8_000],
  ]);
});

test("a registry is waited for as long as it asks, within reason", async () => {
  const own = new TestClock();
  const waits = [3_000, 100, 3_600_000];
  await withRetries(own, (attempt) => {
    const wanted = waits[attempt - 1];
    return wanted === undefined ? Promise.resolve() : Promise.reject(new PassingFailure(complaint, wanted));
  });
  expect(own.waits).toEqual([3_000, 2_000, 60_000]);
});

test("another failure is not tried again", async () => {
  const own = new TestClock();
  await expect(withRetries(own, () => Promise.reject(new Error("a defect")))).rejects.toThrow("a defect");
  expect(own.waits).toEqual([]);
});
