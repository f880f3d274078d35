import type { FunctionSetting } from "../../../cli/terraform/function-setting";
import { settingsOfStack } from "../../../cli/terraform/settings-of-stack";

const role = "${aws_iam_role.lambda.arn}";

/** The one function of a stack: these arguments, and these other blocks. */
function settingOf(fn: object, { resource = {}, ...others }: Record<string, object> = {}, said = {}): FunctionSetting {
  const [only] = settingsOfStack({ ...others, resource: { ...resource, aws_lambda_function: { chat: fn } } }, said);
  if (only === undefined) throw new Error("there is no function");
  return only;
}

test("a function of which little is said has AWS's own defaults", () => {
  expect(settingOf({ function_name: "chat", runtime: "python3.11", handler: "index.handler", filename: "chat.zip" })).toEqual({
    address: "aws_lambda_function.chat",
    functionName: "chat",
    packageType: "Zip",
    handler: "index.handler",
    runtime: "python3.11",
    architecture: "x86_64",
    memorySize: 128,
    timeout: 3,
    environment: [],
    layers: [],
    filename: "chat.zip",
    rights: ["what a role may do that only an apply knows"],
    routes: [],
    inVpc: false,
  });
});

test("an image has neither handler nor runtime", () => {
  const image = settingOf({ package_type: "Image", image_uri: "1.dkr.ecr.eu-west-1.amazonaws.com/chat@sha256:0" });
  expect(image).toMatchObject({ packageType: "Image", imageUri: "1.dkr.ecr.eu-west-1.amazonaws.com/chat@sha256:0" });
  expect(image).not.toHaveProperty("runtime");
});

test("a configuration without functions has none", () => {
  expect(settingsOfStack({ resource: { aws_iam_role: { lambda: { name: "x" } } } }, {})).toEqual([]);
  expect(settingsOfStack(undefined, {})).toEqual([]);
});

describe("expressions", () => {
  const others = {
    variable: {
      memory: { type: "number", default: 512 },
      stage: { type: "string", default: "dev" },
      debug: { type: "bool", default: false },
      open: { type: "string" },
    },
    locals: { project: "demo", prefix: "${local.project}-${var.stage}", loop: "${local.loop}" },
    data: { archive_file: { chat: { output_path: "${path.module}/lambda_packages/../chat.zip" } } },
    resource: { aws_cloudwatch_log_group: { chat: { name: "/logs/${local.prefix}", retention_in_days: 7 } } },
  };

  test.each([
    ["a variable's default", "${var.stage}", "dev"],
    ["a number", "${var.memory}", "512"],
    ["a local, made of another", "${local.prefix}-chat", "demo-dev-chat"],
    ["what another resource is given", "${aws_cloudwatch_log_group.chat.name}", "/logs/demo-dev"],
    ["a choice", '${var.debug ? "a" : "${var.stage}-b"}', "dev-b"],
    ["a number that is chosen", "${true ? 1 : 2.5}", "1"],
    ["a choice in a choice", '${can(regex("^d", var.stage)) ? can(regex("(", "x")) ? "a" : "b" : "c"}', undefined],
    ["a condition that a pattern decides", '${can(regex("^d[a-z]{2}$", var.stage)) ? "short" : "long"}', "short"],
    ["a replaced text", '${replace(var.stage, "d", "D")}', "Dev"],
    ["a replaced pattern", '${replace("us.model", "/^([a-z]{2}|global)[.]/", "")}', "model"],
    ["a replacement that names a group", '${replace("ab", "/(a)/", "$1$1")}', undefined],
    ["a choice that the apply makes", '${aws_cloudwatch_log_group.chat.arn == "" ? "a" : "b"}', undefined],
    ["a quote in a text", '${"say \\"${var.stage}\\""}', 'say "dev"'],
    ["a directive", "%{ if true }a%{ endif }", undefined],
    ["an escaped interpolation", "$${var.stage}", "${var.stage}"],
    ["a variable without a value", "${var.open}", undefined],
    ["a local that leads to itself", "${local.loop}", undefined],
    ["what only an apply knows", "${aws_cloudwatch_log_group.chat.arn}", undefined],
    ["a function of Terraform's", '${upper("x")}', undefined],
    ["a text with one of these in it", "a-${aws_cloudwatch_log_group.chat.arn}", undefined],
    ["a name that is nowhere", "${var.nothing}", undefined],
  ])("%s", (_, text, expected) => {
    expect(settingOf({ environment: { variables: { X: text } } }, others).environment[0]?.value).toEqual(expected);
  });

  test("what is said of a variable goes before a default, and is of the variable's type", () => {
    const fn = {
      memory_size: "${var.memory}",
      function_name: "${var.stage}",
      environment: [{ variables: { D: "${var.debug}" } }],
    };
    expect(settingOf(fn, others, { memory: "1024", stage: "prod", debug: "true" })).toMatchObject({
      memorySize: 1024,
      functionName: "prod",
      environment: [{ name: "D", value: "true" }],
    });
  });

  test("a number that is not known is absent, and not AWS's default", () => {
    expect(settingOf({ timeout: "${var.open}", memory_size: "${max(1, 2)}" }, others)).not.toHaveProperty("timeout");
    expect(settingOf({ timeout: "${var.open}", memory_size: "${max(1, 2)}" }, others)).not.toHaveProperty("memorySize");
  });

  test("paths are relative to the stack directory", () => {
    expect(settingOf({ filename: "${data.archive_file.chat.output_path}" }, others).filename).toBe("chat.zip");
  });

  test.each([
    ["of 32 bytes", "ozHee1DTldXBMKoGyQmU3d+73wAJURc4NBeezj5w0Kc=", "ozHee1DTldXBMKoGyQmU3d+73wAJURc4NBeezj5w0Kc="],
    ["that an archive will have", "${data.archive_file.chat.output_base64sha256}", undefined],
    ["that is none", "v1", undefined],
  ])("a hash %s", (_, hash, expected) => {
    expect(settingOf({ source_code_hash: hash }, others).sourceCodeHash).toBe(expected);
  });
});

test("layers come in their order: those of the same configuration with their ZIPs, others by their ARNs", () => {
  const layers = [
    "arn:aws:lambda:us-east-1:1:layer:x:1",
    "${aws_lambda_layer_version.b-c.arn}",
    "${aws_lambda_layer_version.a.arn}",
  ];
  const made = { a: { filename: "${path.module}/packages/a.zip" }, "b-c": { s3_key: "b.zip" } };
  expect(settingOf({ layers }, { resource: { aws_lambda_layer_version: made } }).layers).toEqual([
    { arn: "arn:aws:lambda:us-east-1:1:layer:x:1" },
    { address: "aws_lambda_layer_version.b-c" },
    { address: "aws_lambda_layer_version.a", filename: "packages/a.zip" },
  ]);
});

describe("the log group", () => {
  const groups = (...named: readonly [name: string, days?: number][]): Record<string, object> => ({
    resource: {
      aws_cloudwatch_log_group: Object.fromEntries(
        named.map(([name, days]) => [`g${name.length}`, { name, retention_in_days: days }]),
      ),
    },
  });

  test.each([
    [
      "that its configuration names",
      { logging_config: { log_group: "${aws_cloudwatch_log_group.g5.name}" } },
      { name: "/mine", retentionDays: 7 },
    ],
    ["that bears its name", { function_name: "chat" }, { name: "/aws/lambda/chat" }],
    ["that is kept for ever", { logging_config: [{ log_group: "/all" }] }, { name: "/all" }],
    ["that is made elsewhere", { function_name: "chat", logging_config: { log_group: "/elsewhere" } }, undefined],
    ["that nobody makes", { function_name: "other" }, undefined],
  ])("%s", (_, fn, expected) => {
    expect(settingOf(fn, groups(["/mine", 7], ["/aws/lambda/chat"], ["/all", 0])).logGroup).toEqual(expected);
  });
});

describe("rights", () => {
  const withRole = (resource: Record<string, object>, others: Record<string, object> = {}): readonly string[] =>
    settingOf({ role }, { ...others, resource: { aws_iam_role: { lambda: { name: "lambda" } }, ...resource } }).rights;
  const policy = (text: string): Record<string, object> => ({
    aws_iam_role_policy: { p: { role: "${aws_iam_role.lambda.name}", name: "p", policy: text } },
  });

  test.each([
    [
      "of a document in JSON",
      '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":["a","b"]},{"Effect":"Deny","Action":"s3:Put","Resource":"a"}]}',
      ["s3:* on a, b", "never s3:Put on a"],
    ],
    [
      "of a statement that excepts",
      '{"Statement":{"Effect":"Allow","NotAction":"iam:*","NotResource":"a"}}',
      ["everything but iam:* on all but a"],
    ],
    [
      "of a document in HCL, that names a resource",
      '${jsonencode({"Statement" = [{"Effect" = "Allow", "Action" = ["logs:A", "logs:B"], "Resource" = "${aws_cloudwatch_log_group.c.arn}:*"}]})}',
      ["logs:A, logs:B on aws_cloudwatch_log_group.c:*"],
    ],
    [
      "of the document that is chosen",
      '${can(regex("^us", "eu")) ? jsonencode({ Statement = [{ Effect = "Allow", Action = "a:A" }] }) : jsonencode({ Statement = [{ Effect = "Allow", Action = "b:B" }] })}',
      ["b:B"],
    ],
    [
      "of one without quotes about its keys",
      '${jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:Send", Resource = "arn:${data.aws_partition.p.partition}:x" }] })}',
      ["sqs:Send on arn:…:x"],
    ],
    ["whose resources stand elsewhere", '${jsonencode({ Statement = [{ Resource = "*", Action = "sqs:Send" }] })}', ["sqs:Send"]],
    ["of one that denies too", '${jsonencode({ Statement = [{ Effect = "Deny", Action = "sqs:Send" }] })}', ["policy p"]],
    ["of one that cannot be read", '${file("policy.json")}', ["policy p"]],
  ])("%s", (_, text, expected) => {
    expect(withRole(policy(text))).toEqual(expected);
  });

  test("of a policy document that a data source writes", () => {
    const document = {
      statement: [
        { actions: ["s3:Get"], resources: ["*"] },
        { effect: "Deny", actions: ["s3:Put"] },
      ],
    };
    const others = { data: { aws_iam_policy_document: { d: document } } };
    expect(withRole(policy("${data.aws_iam_policy_document.d.json}"), others)).toEqual(["s3:Get on *", "never s3:Put"]);
  });

  test("of policies attached: those made here are read, others are named", () => {
    const attached = (arn: string): object => ({ role: "${aws_iam_role.lambda.name}", policy_arn: arn });
    const aws = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    expect(
      withRole({
        aws_iam_policy: { own: { policy: '{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"*"}}' } },
        aws_iam_role_policy_attachment: { a: attached(aws), b: attached("${aws_iam_policy.own.arn}") },
      }),
    ).toEqual(["policy AWSLambdaBasicExecutionRole", "a:B on *"]);
  });

  test.each([
    ["arn:aws:iam::111122223333:policy/teams/most", "most"],
    ["${aws_iam_policy.most.arn}", "aws_iam_policy.most"],
  ])("are within the role's boundary %s, which gives none itself", (permissions_boundary, name) => {
    const most = { name: "most", policy: '{"Statement":{"Effect":"Allow","Action":"a:*"}}' };
    const aws_iam_role = { lambda: { name: "lambda", permissions_boundary } };
    const document = '{"Statement":{"Effect":"Allow","Action":"a:B"}}';
    expect(withRole({ ...policy(document), aws_iam_role, aws_iam_policy: { most } })).toEqual([
      "a:B",
      `never more than the policy ${name} allows`,
    ]);
  });

  test("of a role that is made elsewhere are not known", () => {
    expect(settingOf({ role: "arn:aws:iam::1:role/service/chat" }).rights).toEqual([
      "what the role chat may do, which is made elsewhere",
    ]);
  });

  test("of another function's role are not its own", () => {
    const aws_iam_role = { lambda: { name: "lambda" }, other: { name: "other" } };
    const own = { role: "${aws_iam_role.other.name}", policy: '{"Statement":{"Effect":"Allow","Action":"a:B"}}' };
    expect(settingOf({ role }, { resource: { aws_iam_role, aws_iam_role_policy: { own } } }).rights).toEqual([]);
  });
});

test("routes are those of HTTP APIs that lead to it, by an alias too", () => {
  const resource = {
    aws_lambda_alias: { live: { function_name: "${aws_lambda_function.chat.function_name}" } },
    aws_apigatewayv2_integration: {
      plain: { integration_uri: "${aws_lambda_function.chat.invoke_arn}" },
      alias: { integration_uri: "${aws_lambda_alias.live.invoke_arn}" },
      other: { integration_uri: "${aws_lambda_function.other.invoke_arn}" },
    },
    aws_apigatewayv2_route: {
      a: { route_key: "POST /chat", target: "integrations/${aws_apigatewayv2_integration.plain.id}" },
      b: { route_key: "GET /live", target: "integrations/${aws_apigatewayv2_integration.alias.id}" },
      c: { route_key: "GET /other", target: "integrations/${aws_apigatewayv2_integration.other.id}" },
    },
    aws_apigatewayv2_api: { quick: { target: "${aws_lambda_function.chat.arn}" } },
  };
  expect(settingOf({}, { resource }).routes).toEqual(["$default", "GET /live", "POST /chat"]);
});

test("a function in a VPC is said to be", () => {
  expect(settingOf({ vpc_config: { subnet_ids: ["s"], security_group_ids: [] } }).inVpc).toBe(true);
});
