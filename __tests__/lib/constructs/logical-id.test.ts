import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { BedrockModel } from "../../../lib/constructs/bedrock-model";
import { HttpApi } from "../../../lib/constructs/http-api";
import { declareProviders } from "../../../lib/constructs/providers";
import { PythonFunction } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { testingApp } from "../../testing-app";

function resources(build: (stack: TerraformStack, chat: PythonFunction) => void): Record<string, Record<string, unknown>> {
  const stack = new TerraformStack(testingApp(), "demo");
  declareProviders(stack);
  build(stack, new PythonFunction(stack, "chat", { source: "backend/chat", runtime: PythonRuntime.PYTHON_3_11 }));
  return (JSON.parse(Testing.synth(stack, true)) as { resource: Record<string, Record<string, unknown>> }).resource;
}

test("two APIs with the same route to one function keep everything of both", () => {
  const made = resources((stack, chat) => {
    for (const id of ["one", "two"]) new HttpApi(stack, id, { name: id, routes: { "GET /health": chat } });
  });
  const counts = ["aws_apigatewayv2_api", "aws_apigatewayv2_route", "aws_apigatewayv2_integration", "aws_lambda_permission"].map(
    (type) => Object.keys(made[type] ?? {}).length,
  );
  expect(counts).toEqual([2, 2, 2, 2]);
  const statements = Object.values(made["aws_lambda_permission"] ?? {}).map(
    (permission) => (permission as { statement_id: string }).statement_id,
  );
  expect(new Set(statements).size).toBe(2);
});

test("one model is granted to two functions, and two models to one", () => {
  const made = resources((stack, chat) => {
    const other = new PythonFunction(stack, "other", { source: "backend/chat", runtime: PythonRuntime.PYTHON_3_11 });
    const variable = new TerraformVariable(stack, "model_id", { type: "string" });
    const small = BedrockModel.named(stack, variable);
    small.grantInvoke(chat);
    small.grantInvoke(other);
    BedrockModel.named(stack, variable, "large").grantInvoke(chat);
  });
  expect(Object.keys(made["aws_iam_role_policy"] ?? {}).sort()).toEqual([
    "chat_large",
    "chat_logs",
    "chat_model",
    "other_logs",
    "other_model",
  ]);
});
