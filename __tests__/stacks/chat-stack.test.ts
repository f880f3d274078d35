import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Testing } from "cdktf";
import { testingApp } from "../testing-app";
import { ChatStack, type ChatStackProps } from "../../stacks/chat-stack";
import { deployedResources } from "../../stacks/delivery-resources";
import { functionBoundary } from "../../stacks/delivery-rights";

interface Synthesized {
  readonly data: Record<string, Record<string, Record<string, unknown>>>;
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly locals: Record<string, unknown>;
  readonly output: Record<string, { value: string }>;
  readonly variable: Record<
    string,
    { type: string; description: string; default: unknown; validation: { error_message: string }[] }
  >;
  readonly terraform: { backend: unknown; required_providers: unknown; required_version: string };
}

function synthesized(props: ChatStackProps = {}): { text: string; json: Synthesized } {
  const text = Testing.synth(new ChatStack(testingApp(), "test-llms-demo", props), true);
  return { text, json: JSON.parse(text) as Synthesized };
}

const { text, json } = synthesized();

describe("the document's Terraform, name for name", () => {
  test("data.archive_file.chat_lambda zips the staged copy inside the stack directory", () => {
    expect(json.data["archive_file"]).toEqual({
      chat_lambda: {
        type: "zip",
        source_dir: "${path.module}/backend/chat",
        output_path: "${path.module}/lambda_packages/chat_function.zip",
        output_file_mode: "0644",
      },
    });
  });

  test("aws_lambda_function.chat uploads that ZIP and names the runtime that AWS supplies", () => {
    expect(json.resource["aws_lambda_function"]).toEqual({
      chat: {
        filename: "${data.archive_file.chat_lambda.output_path}",
        source_code_hash: "${data.archive_file.chat_lambda.output_base64sha256}",
        function_name: "${local.project_name}-chat",
        role: "${aws_iam_role.lambda.arn}",
        handler: "index.handler",
        runtime: "python3.11",
        timeout: "${var.lambda_timeout}",
        memory_size: "${var.chat_lambda_memory}",
        environment: { variables: { MODEL_ID: "${var.model_id}", TIMEOUT_SECONDS: "${var.lambda_timeout}" } },
        logging_config: { log_format: "JSON", log_group: "${aws_cloudwatch_log_group.chat.name}" },
        depends_on: ["aws_cloudwatch_log_group.chat", "aws_iam_role_policy.chat_logs", "aws_iam_role_policy.chat_model"],
      },
    });
  });

  test("the archive depends on nothing, so that its hash is known at plan time", () => {
    expect(json.data["archive_file"]?.["chat_lambda"]).not.toHaveProperty("depends_on");
  });

  test("local.project_name is the stack's name", () => {
    expect(json.locals["project_name"]).toBe("test-llms-demo");
  });

  test.each([
    ["lambda_timeout", "number", 29],
    ["chat_lambda_memory", "number", 512],
    ["model_id", "string", "amazon.nova-lite-v1:0"],
    ["api_authorization", "string", "AWS_IAM"],
    ["api_rate_limit", "number", 5],
    ["api_burst_limit", "number", 10],
  ])("var.%s is a described and validated %s with the default %p", (name, type, fallback) => {
    const variable = json.variable[name];
    expect(variable).toMatchObject({ type, default: fallback, nullable: false });
    expect(variable?.description).not.toBe("");
    expect(variable?.validation.map(({ error_message }) => error_message).join()).toContain(name);
  });

  test.each([
    ["api_url", "${aws_apigatewayv2_api.api.api_endpoint}"],
    ["function_name", "${aws_lambda_function.chat.function_name}"],
    ["log_group_name", "${aws_cloudwatch_log_group.chat.name}"],
  ])("output.%s is %s", (name, value) => {
    expect(json.output[name]?.value).toBe(value);
  });
});

describe("rights", () => {
  test("Lambda, and nobody else, may assume the role", () => {
    const trust = JSON.parse(String(json.resource["aws_iam_role"]?.["lambda"]?.["assume_role_policy"])) as unknown;
    expect(trust).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
    });
  });

  test("the only wildcard in the right to log is the log group's own streams", () => {
    const policy = String(json.resource["aws_iam_role_policy"]?.["chat_logs"]?.["policy"]);
    expect(policy.match(/[^"]*\*[^"]*/g)).toEqual(["${aws_cloudwatch_log_group.chat.arn}:*"]);
    expect(policy.match(/logs:\w+/g)).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
  });

  test("the role has the two policies of its function, and no managed one", () => {
    expect(Object.keys(json.resource["aws_iam_role_policy"] ?? {})).toEqual(["chat_logs", "chat_model"]);
    expect(text).not.toHaveResource(IamRolePolicyAttachment);
    expect(text).not.toContain("policy/service-role");
  });

  test("the right to the model is conditioned on the profile wherever it spans regions", () => {
    const policy = String(json.resource["aws_iam_role_policy"]?.["chat_model"]?.["policy"]);
    const [throughProfile = "", directly = ""] = policy.split(" : jsonencode");
    expect(throughProfile).toContain(":bedrock:*::foundation-model/${local.foundation_model_id}");
    expect(throughProfile).toContain('"bedrock:InferenceProfileArn"');
    expect(directly).not.toContain("*");
    expect(policy.match(/bedrock:Invoke\w+/g)).toEqual(["bedrock:InvokeModel", "bedrock:InvokeModel", "bedrock:InvokeModel"]);
  });
});

describe("the HTTP API", () => {
  test.each(["POST /chat", "GET /health"])("%s is a route to the function, for whom the variable says", (route_key) => {
    expect(text).toHaveResourceWithProperties(Apigatewayv2Route, {
      route_key,
      target: "integrations/${aws_apigatewayv2_integration.chat.id}",
      authorization_type: "${var.api_authorization}",
    });
  });

  test("it may invoke the function for these routes alone", () => {
    const permissions = Object.values(json.resource["aws_lambda_permission"] ?? {});
    expect(permissions.map(({ source_arn }) => source_arn)).toEqual([
      "${aws_apigatewayv2_api.api.execution_arn}/*/GET/health",
      "${aws_apigatewayv2_api.api.execution_arn}/*/POST/chat",
    ]);
  });

  test("a function that is made anew gets its permissions anew, and one that is updated keeps them", () => {
    const permissions = Object.values(json.resource["aws_lambda_permission"] ?? {});
    for (const { lifecycle } of permissions) expect(lifecycle).toEqual({ replace_triggered_by: ["aws_lambda_function.chat.id"] });
  });

  test("its stage is throttled by the variables, and logs every access without a body", () => {
    const stage = json.resource["aws_apigatewayv2_stage"]?.["api"];
    expect(stage?.["default_route_settings"]).toEqual({
      throttling_rate_limit: "${var.api_rate_limit}",
      throttling_burst_limit: "${var.api_burst_limit}",
    });
    const settings = stage?.["access_log_settings"] as { destination_arn: string; format: string };
    expect(settings.destination_arn).toBe("${aws_cloudwatch_log_group.api.arn}");
    expect(Object.keys(JSON.parse(settings.format) as object)).toEqual([
      "requestId",
      "time",
      "ip",
      "route",
      "status",
      "latency",
      "integrationError",
    ]);
  });

  test("it speaks payload format 2.0", () => {
    expect(json.resource["aws_apigatewayv2_integration"]?.["chat"]).toMatchObject({
      integration_type: "AWS_PROXY",
      payload_format_version: "2.0",
    });
  });

  test("every log group has a retention", () => {
    const groups = Object.values(json.resource["aws_cloudwatch_log_group"] ?? {});
    expect(groups.map(({ name, retention_in_days }) => [name, retention_in_days])).toEqual([
      ["/aws/vendedlogs/http-api/${local.project_name}", 14],
      ["/aws/lambda/${local.project_name}-chat", 14],
    ]);
  });
});

describe("the permissions boundary", () => {
  const permissionsBoundary = "arn:aws:iam::111122223333:policy/test-llms-demo-lambda-boundary";
  const role = { ...json.resource["aws_iam_role"]?.["lambda"] };

  test("is the role's where one is named, and nothing else changes", () => {
    const bounded = { ...json.resource, aws_iam_role: { lambda: { ...role, permissions_boundary: permissionsBoundary } } };
    expect(synthesized({ permissionsBoundary }).json).toEqual({ ...json, resource: bounded });
    expect(role).not.toHaveProperty("permissions_boundary");
  });

  test("that the delivery stack makes has every action that the role is given, and no other", () => {
    const where = { partition: "aws", region: "eu-west-1", account: "111122223333" };
    const bounds = functionBoundary(deployedResources("test-llms-demo", where, "state", "artifacts"));
    const given = JSON.stringify(json.resource["aws_iam_role_policy"]).matchAll(/(?:logs|bedrock):[A-Z]\w+/g);
    expect(new Set(Array.from(given, ([action]) => action).filter((key) => key !== "bedrock:InferenceProfileArn"))).toEqual(
      new Set(bounds.flatMap(({ Action }) => Action)),
    );
  });
});

describe("Terraform's settings", () => {
  test("the providers are constrained, not pinned", () => {
    expect(json.terraform.required_version).toBe(">= 1.10");
    expect(json.terraform.required_providers).toEqual({
      aws: { source: "aws", version: ">= 5.100.0, < 7.0.0" },
      archive: { source: "hashicorp/archive", version: "~> 2.7" },
    });
  });

  test("the state is a file at the project's root, by a relative path", () => {
    expect(json.terraform.backend).toEqual({ local: { path: "../../../terraform.test-llms-demo.tfstate" } });
  });

  test("with a state bucket the state is in S3 alone, encrypted and locked by a lock file, and no file names the region", () => {
    expect(synthesized({ stateBucket: "acme-state" }).json.terraform.backend).toEqual({
      s3: { bucket: "acme-state", key: "test-llms-demo/terraform.tfstate", encrypt: true, use_lockfile: true },
    });
  });

  test.each(["s3://acme-state", "Acme", "a", "acme/state", "a..b", "-acme"])("%p is refused as a state bucket", (stateBucket) => {
    expect(() => synthesized({ stateBucket })).toThrow(`"${stateBucket}" is not the name of an S3 bucket`);
  });

  test("no region, account, time or absolute path is in the JSON", () => {
    expect(text).not.toMatch(/\b[a-z]{2}-[a-z]+-\d\b|\b\d{12}\b|20\d\d-\d\d-\d\dT/);
    expect(text).not.toContain(process.cwd());
  });
});
