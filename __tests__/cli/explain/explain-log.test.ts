import { explainLog, knownErrors } from "../../../cli/explain/explain-log";
import { errorsText } from "../../../cli/explain/errors-text";
import { managedRuntimes } from "../../../lib/runtimes/managed-runtimes";
import { errorCases } from "./error-cases";

const names = (log: string): string[] => explainLog(log).map(({ name }) => name);

test.each(errorCases)("among noise, $name is found alone, and its cure says: $cure", ({ name, log, cure }) => {
  const explained = explainLog(log);
  expect(explained.map((each) => each.name)).toEqual([name]);
  expect(explained[0]?.cure).toContain(cure);
});

test("every row of the table has a log, and says where its text is from", () => {
  const shown = new Set(errorCases.map(({ name }) => name));
  expect(knownErrors.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  expect(knownErrors.filter(({ source }) => !/^https:\/\/\S+$/.test(source))).toEqual([]);
  expect(new Set(knownErrors.map(({ name }) => name)).size).toBe(knownErrors.length);
});

test("a log in one line of JSON an event is read as well, also behind the times that npm run logs puts there", () => {
  const event = {
    timestamp: "2026-11-24T20:48:35Z",
    log_level: "ERROR",
    errorMessage: "Unable to import module 'index': libGL.so.1: cannot open shared object file: No such file or directory",
    errorType: "Runtime.ImportModuleError",
    requestId: "",
    stackTrace: [],
  };
  const lines = [
    JSON.stringify({ time: "2026-11-24T20:48:34Z", type: "platform.initStart", record: { runtimeVersion: "python:3.11.v71" } }),
    `2026-11-24T20:48:35.000Z  ${JSON.stringify(event)}`,
    JSON.stringify({ level: "INFO", message: { nested: ["Task timed out after 3.00 seconds"] } }),
  ];
  expect(names(lines.join("\n"))).toEqual(["cannot open shared object file", "Task timed out"]);
  expect(names(JSON.stringify(event, undefined, 2))).toEqual(["cannot open shared object file"]);
});

test("several errors are each explained once, in the order they came", () => {
  const missing = (module: string): string =>
    `[ERROR] Runtime.ImportModuleError: Unable to import module 'index': No module named '${module}'`;
  const log = [missing("yaml"), missing("pandas"), missing("yaml"), "Error: Saved plan is stale", missing("pandas")].join("\n");
  expect(explainLog(log).map(({ found, name }) => `${name} ${found.slice(-8)}`)).toEqual([
    "No module named 'x' d 'yaml'",
    "No module named 'x' 'pandas'",
    "Saved plan is stale is stale",
  ]);
});

test("a log that says the same a hundred thousand times is read to its end", () => {
  const log = `${"Task timed out after 3.00 seconds\n".repeat(100_000)}Error: Saved plan is stale`;
  expect(names(log)).toEqual(["Task timed out", "Saved plan is stale"]);
});

test("colours and other escapes of a log reach no terminal", () => {
  const hostile = "\u001B[31mopen \u001B]8;;http://evil\u0007a\u202Eb\u009B31m.zip: no such file or directory\u001B[0m";
  const explained = explainLog(`${hostile}\n'\u001B[1mBedrockRuntime' object has no attribute 'converse'`);
  expect(explained.map(({ name }) => name)).toEqual([
    "no such file … .zip",
    "'BedrockRuntime' object has no attribute 'converse'",
  ]);
  expect(errorsText(explained)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test.each([
  "'NoneType' object has no attribute 'get'",
  "KeyError: 'prompt'",
  "Terraform will perform the following actions:",
  "",
])("what is not known is said to be so: %s", (log) => {
  expect(explainLog(log)).toEqual([]);
});

test("what an unknown error is told", () => {
  expect(errorsText([])).toMatchInlineSnapshot(`
    "No error in it is one that is known here.
      Where to look: the first line that says ERROR or Error, not the last one;
      npm run logs for what the function wrote; the README's tables
      "When it refuses" and "Troubleshooting" for what this project says itself."
  `);
});

test("an error as a person at a terminal sees it", () => {
  const text = errorsText(explainLog("Unable to import module 'index': No module named 'yaml'"));
  expect(text).toMatchInlineSnapshot(`
    "Unable to import module 'index': No module named 'yaml'
      means: Neither the function's ZIP nor its layers nor the runtime has the
        module.
      cause: requirements.txt is not read by AWS: what nobody installs into the ZIP
        or a layer is not there.
      cure: add PyYAML to requirements.txt and have it installed: Packaging.bundle()
        or Packaging.layer(); if the module is yours, see that it ships
      seen: https://repost.aws/knowledge-center/lambda-import-module-error-python"
  `);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("a long line without any space is looked through in no time worth waiting for", () => {
  expect(names(`${"a.so".repeat(1_000_000)} open ${"b".repeat(100_000)}`)).toEqual([]);
});

test("the newest runtime is the one by which modules that left Python are told", () => {
  expect(Object.keys(managedRuntimes).at(-1)).toBe("python3.14"); // import-errors.ts names it
});
