import { checkEnvironment } from "../../../../lib/artifact/checks/budgets-environment";

const fn = { name: "chat" };
/** `{"A":""}` */
const around = 8;

test("no environment variables are no complaint", () => {
  expect(checkEnvironment(fn, {})).toEqual([]);
});

test("4,096 bytes as JSON pass and one more does not", () => {
  expect(checkEnvironment(fn, { A: "x".repeat(4_096 - around) })).toEqual([]);
  expect(checkEnvironment(fn, { A: "x".repeat(4_097 - around) })).toMatchObject([{ level: "error", subject: "environment" }]);
});

test.each([
  ["a quote, which JSON escapes", '"', 2],
  ["a letter of two bytes", "é", 2],
  ["an emoji", "🙂", 4],
  ["a line break", "\n", 2],
])("%s counts as what is sent", (_what, character, bytes) => {
  const fitting = "x".repeat(4_096 - around - bytes);
  expect(checkEnvironment(fn, { A: fitting + character })).toEqual([]);
  expect(checkEnvironment(fn, { A: `x${fitting}${character}` })).toHaveLength(1);
});

test("names, quotes, colons and commas count", () => {
  const variables = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`VAR_${1_000 + index}`, "1"]));
  const each = '"VAR_1000":"1",'.length;
  const most = Math.floor((4_096 - 1) / each);
  expect(checkEnvironment(fn, variables(most))).toEqual([]);
  expect(checkEnvironment(fn, variables(most + 1))).toHaveLength(1);
});

test("the largest are blamed by name, and no value is shown", () => {
  const environment = { SMALL: "1", KEY: "s3cret".repeat(600), TABLE: "s3cret".repeat(100), OTHER: "s3cret" };
  const [finding] = checkEnvironment(fn, environment);
  expect(JSON.stringify(finding)).not.toContain("s3cret");
  expect(finding).toMatchInlineSnapshot(`
    {
      "check": "budgets",
      "fix": "keep large values in a file beside the code, in Parameter Store or in Secrets Manager, and name their place in the environment",
      "level": "error",
      "subject": "environment",
      "what": "the environment variables of chat are 4,250 bytes as JSON, and AWS takes 4,096: KEY (3,602 bytes), TABLE (602 bytes), OTHER (8 bytes)",
      "where": "aws_lambda_function.chat",
    }
  `);
});

test("a value that only Terraform knows is named in a note, and the rest is counted", () => {
  expect(checkEnvironment(fn, { MODEL_ID: undefined, STAGE: "test" })).toMatchInlineSnapshot(`
    [
      {
        "check": "budgets",
        "fix": "see that they have at most 4,066 bytes as JSON",
        "level": "note",
        "subject": "environment",
        "what": "only Terraform knows the value of MODEL_ID: 30 bytes of the environment variables of chat are counted, and AWS takes 4,096",
        "where": "aws_lambda_function.chat",
      },
    ]
  `);
});

test("what is known and too large by itself is an error, whatever Terraform adds", () => {
  const findings = checkEnvironment(fn, { MODEL_ID: undefined, TEXT: "x".repeat(5_000) });
  expect(findings).toMatchObject([
    { level: "error", what: expect.stringContaining("without the value of MODEL_ID that only Terraform knows") as string },
  ]);
});
