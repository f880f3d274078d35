import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { httpApiIntegrationTimeout, lambdaLimits } from "../lib/runtimes/limits";
import { refuseUnless } from "./refuse-unless";

/** The variables of the chat stack, each with what it is, its default, and what is refused before anything is made. */
export interface ChatVariables {
  readonly lambdaTimeout: TerraformVariable;
  readonly chatLambdaMemory: TerraformVariable;
  readonly modelId: TerraformVariable;
  readonly apiAuthorization: TerraformVariable;
  readonly apiRateLimit: TerraformVariable;
  readonly apiBurstLimit: TerraformVariable;
}

export function declareVariables(scope: Construct): ChatVariables {
  const longestTimeout = httpApiIntegrationTimeout - 1;
  const { memory } = lambdaLimits;
  return {
    lambdaTimeout: new TerraformVariable(scope, "lambda_timeout", {
      type: "number",
      description: `Seconds the chat function may take. The HTTP API gives up after ${httpApiIntegrationTimeout}.`,
      default: longestTimeout,
      ...refuseUnless(
        `var.lambda_timeout >= 12 && var.lambda_timeout <= ${longestTimeout} && floor(var.lambda_timeout) == var.lambda_timeout`,
        `lambda_timeout must be a whole number of seconds from 12 to ${longestTimeout}: the HTTP API gives up after ${httpApiIntegrationTimeout}.`,
      ),
    }),
    chatLambdaMemory: new TerraformVariable(scope, "chat_lambda_memory", {
      type: "number",
      description: "Memory of the chat function in MB (1 MB = 1,048,576 bytes); its share of a processor grows with it.",
      default: 512,
      ...refuseUnless(
        `var.chat_lambda_memory >= ${memory.least} && var.chat_lambda_memory <= ${memory.most} && floor(var.chat_lambda_memory) == var.chat_lambda_memory`,
        `chat_lambda_memory must be a whole number of MB from ${memory.least} to ${memory.most}.`,
      ),
    }),
    modelId: new TerraformVariable(scope, "model_id", {
      type: "string",
      description:
        "The Bedrock model that answers: the id of a foundation model, or of an inference profile (us.…, eu.…, global.…).",
      default: "amazon.nova-lite-v1:0",
      ...refuseUnless(
        'can(regex("^[a-z0-9-]+([.][A-Za-z0-9_-]+)+(:[A-Za-z0-9]+)*$", var.model_id))',
        "model_id must be the id of a model or of a system-defined inference profile, such as amazon.nova-lite-v1:0 or us.amazon.nova-lite-v1:0, not an ARN.",
      ),
    }),
    apiAuthorization: new TerraformVariable(scope, "api_authorization", {
      type: "string",
      description:
        "Who may call the API: AWS_IAM (requests signed by someone with execute-api:Invoke) or NONE (anybody, on your bill).",
      default: "AWS_IAM",
      ...refuseUnless('contains(["AWS_IAM", "NONE"], var.api_authorization)', "api_authorization must be AWS_IAM or NONE."),
    }),
    apiRateLimit: new TerraformVariable(scope, "api_rate_limit", {
      type: "number",
      description: "Requests a second the API lets through, on the average; more are answered with 429.",
      default: 5,
      ...refuseUnless("var.api_rate_limit > 0", "api_rate_limit must be above 0: at 0 the API refuses every request."),
    }),
    apiBurstLimit: new TerraformVariable(scope, "api_burst_limit", {
      type: "number",
      description: "Requests the API lets through at once.",
      default: 10,
      ...refuseUnless(
        "var.api_burst_limit >= 1 && floor(var.api_burst_limit) == var.api_burst_limit",
        "api_burst_limit must be a whole number from 1: at 0 the API refuses every request.",
      ),
    }),
  };
}
