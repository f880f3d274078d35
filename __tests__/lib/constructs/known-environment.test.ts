import { TerraformStack, TerraformVariable } from "cdktf";
import { knownEnvironment } from "../../../lib/constructs/known-environment";
import { testingApp } from "../../testing-app";

test("literals are known; variables, and texts with an expression in them, are Terraform's to know", () => {
  const { stringValue } = new TerraformVariable(new TerraformStack(testingApp(), "demo"), "model", { type: "string" });
  const environment = {
    STAGE: "test",
    EMPTY: "",
    MODEL: stringValue,
    ARN: `arn:${stringValue}:x`,
    RAW: "${var.a}",
    LOOP: "%{ if true }",
  };
  expect(knownEnvironment(environment)).toEqual({
    STAGE: "test",
    EMPTY: "",
    MODEL: undefined,
    ARN: undefined,
    RAW: undefined,
    LOOP: undefined,
  });
});

test("a dollar or a brace alone is a literal", () => {
  expect(knownEnvironment({ PRICE: "$5 {a}" })).toEqual({ PRICE: "$5 {a}" });
});

test("no environment is an empty one", () => {
  expect(knownEnvironment(undefined)).toEqual({});
});
