import { checkRuntimeDates as datesOf, checkRuntimeProvider, runtimeDates } from "../../../../lib/artifact/checks/runtime-dates";
import { managedRuntimes, type ManagedRuntimeName } from "../../../../lib/runtimes/managed-runtimes";

import type { Finding } from "../../../../lib/artifact/checks/finding";

function checkRuntimeDates(runtime: ManagedRuntimeName, today: string): Finding[] {
  return datesOf(runtime, today, "aws_lambda_function.report");
}

const runtimes = Object.keys(managedRuntimes) as ManagedRuntimeName[];

/** The day so many days after a day. */
function after(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

describe.each(runtimes)("%s", (runtime) => {
  const { deprecated, createBlocked, updateBlocked } = managedRuntimes[runtime];
  const levels = (today: string): string[] => checkRuntimeDates(runtime, today).map(({ level }) => level);

  test("is a warning from 180 days before it is deprecated, and nothing before", () => {
    expect([levels(after(deprecated, -181)), levels(after(deprecated, -180)), levels(deprecated)]).toEqual([
      [],
      ["warning"],
      ["warning"],
    ]);
  });

  test("is an error from the day no function can be created with it", () => {
    expect([levels(after(createBlocked, -1)), levels(createBlocked), levels(updateBlocked)]).toEqual([
      ["warning"],
      ["error"],
      ["error"],
    ]);
  });

  test("is moved to a runtime that is patched for longer, where one is known", () => {
    const [finding] = checkRuntimeDates(runtime, deprecated);
    const next = /^move to (python3\.\d+) /.exec(finding?.fix ?? "")?.[1] as ManagedRuntimeName | undefined;
    if (runtime === runtimes.at(-1)) expect(finding?.fix).toContain("is the newest that is known here");
    else expect(runtimes.indexOf(next as ManagedRuntimeName)).toBeGreaterThan(runtimes.indexOf(runtime));
  });
});

test("each stage says what AWS does from which day, and where to move", () => {
  const texts = ["2027-01-02", "2027-07-01", "2027-08-01", "2027-09-01"].flatMap((today) =>
    checkRuntimeDates("python3.11", today).map(({ level, what, fix }) => `${level}: ${what}\n  ${fix}`),
  );
  expect(texts.join("\n")).toMatchInlineSnapshot(`
    "warning: python3.11 is soon deprecated: AWS patches it until 2027-06-30, from 2027-07-31 it creates no function with it, from 2027-08-31 it updates none (as seen in August 2026)
      move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock
    warning: python3.11 is deprecated: AWS has not patched it since 2027-06-30, from 2027-07-31 it creates no function with it, from 2027-08-31 it updates none (as seen in August 2026)
      move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock
    error: python3.11 takes no new functions: since 2027-07-31 AWS creates none, from 2027-08-31 it updates none, and AWS has not patched it since 2027-06-30 (as seen in August 2026)
      move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock
    error: python3.11 can no longer be deployed: since 2027-07-31 AWS creates no function with it, since 2027-08-31 it updates none (as seen in August 2026)
      move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock"
  `);
});

test("what a day means names the function, and is marked as of that day", () => {
  const { deprecated } = managedRuntimes["python3.11"];
  expect(checkRuntimeDates("python3.11", deprecated)).toMatchObject([{ where: "aws_lambda_function.report", dated: true }]);
});

test("python3.9 is moved past python3.10, which is deprecated too", () => {
  expect(checkRuntimeDates("python3.9", "2026-11-24")[0]?.fix).toMatch(/^move to python3\.11 /);
});

test("from one day to the next the text changes with the stage alone", () => {
  const texts = [0, 1, 50, 179].map((days) => checkRuntimeDates("python3.11", after("2027-01-01", days))[0]?.what);
  expect(new Set(texts).size).toBe(1);
});

test("the dates of a runtime are what the table has", () => {
  expect(runtimeDates("python3.12")).toEqual({
    deprecated: "2028-10-31",
    createBlocked: "2028-11-30",
    updateBlocked: "2029-01-10",
  });
});

test.each(["5.100.0", "6.0.0", "6.19.0", "6.9.9", "6.20.0-beta1"])(
  "version %s of the AWS provider does not know python3.14",
  (locked) => {
    expect(checkRuntimeProvider("python3.14", locked)).toMatchObject([{ level: "error", subject: "python3.14" }]);
  },
);

test.each(["6.20.0", "6.20.1", "6.100.0", "7.0.0", undefined])("version %s of the AWS provider does", (locked) => {
  expect(checkRuntimeProvider("python3.14", locked)).toEqual([]);
});

test.each(runtimes.filter((name) => name !== "python3.14"))("the oldest provider this project takes knows %s", (runtime) => {
  expect(checkRuntimeProvider(runtime, "5.100.0")).toEqual([]);
});

test("a provider that does not know the runtime is told with the way to a newer one, and the newest runtime it knows", () => {
  expect(checkRuntimeProvider("python3.14", "5.100.0")).toMatchInlineSnapshot(`
    [
      {
        "check": "runtime",
        "fix": "take the block of hashicorp/aws out of .terraform.lock.hcl, synthesize, run terraform init in the stack directory, and copy the .terraform.lock.hcl that it writes back here; or take python3.13",
        "level": "error",
        "subject": "python3.14",
        "what": "version 5.100.0 of the AWS provider, which is locked, does not know python3.14: 6.20.0 is the first that does",
        "where": ".terraform.lock.hcl",
      },
    ]
  `);
});
