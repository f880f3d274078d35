import { TerraformLocal, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { BedrockModel } from "../lib/constructs/bedrock-model";
import { lambdaRole } from "../lib/constructs/execution-role";
import { HttpApi } from "../lib/constructs/http-api";
import { Packaging } from "../lib/constructs/packaging";
import { shipProviderLock } from "../lib/constructs/provider-lock";
import { declareProviders } from "../lib/constructs/providers";
import { PythonFunction } from "../lib/constructs/python-function";
import { PythonRuntime } from "../lib/constructs/python-runtime";
import { keepState } from "../lib/constructs/state-backend";
import { declareVariables } from "./chat-variables";

export interface ChatStackProps {
  /** Name of an S3 bucket for the state. @default a file at the project's root */
  readonly stateBucket?: string;
  /** ARN of the managed policy that is the most the function's role may ever do. @default none */
  readonly permissionsBoundary?: string;
}

/** A chat backend: an HTTP API, a Python function behind it, and the right to invoke one Bedrock model. */
export class ChatStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: ChatStackProps = {}) {
    super(scope, id);
    declareProviders(this);
    keepState(this, { bucket: props.stateBucket });
    shipProviderLock(this);

    const { lambdaTimeout, chatLambdaMemory, modelId, apiAuthorization, apiRateLimit, apiBurstLimit } = declareVariables(this);
    const projectName = new TerraformLocal(this, "project_name", id).asString;
    const model = BedrockModel.named(this, modelId);
    const chat = new PythonFunction(this, "chat", {
      source: "backend/chat",
      handler: "index.handler",
      runtime: PythonRuntime.PYTHON_3_11,
      packaging: Packaging.runtime(),
      timeout: lambdaTimeout.numberValue,
      memorySize: chatLambdaMemory.numberValue,
      environment: { MODEL_ID: modelId.stringValue, TIMEOUT_SECONDS: lambdaTimeout.stringValue },
      functionName: `${projectName}-chat`,
      role: lambdaRole(this, "lambda", `${projectName}-lambda`, props.permissionsBoundary),
    });
    model.grantInvoke(chat);
    const api = new HttpApi(this, "api", {
      name: projectName,
      routes: { "POST /chat": chat, "GET /health": chat },
      authorization: apiAuthorization.stringValue,
      rateLimit: apiRateLimit.numberValue,
      burstLimit: apiBurstLimit.numberValue,
    });

    new TerraformOutput(this, "api_url", { value: api.url, description: "Where to send requests" });
    new TerraformOutput(this, "function_name", { value: chat.resource.functionName, description: "The function behind it" });
    new TerraformOutput(this, "log_group_name", { value: chat.logGroup.name, description: "Where the function's logs are" });
  }
}
