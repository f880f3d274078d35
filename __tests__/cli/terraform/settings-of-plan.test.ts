import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionSetting } from "../../../cli/terraform/function-setting";
import { settingsOfPlan } from "../../../cli/terraform/settings-of-plan";

interface Planned {
  readonly address: string;
  readonly values?: object;
  readonly marks?: unknown;
  /** By argument, the names that its expression has. */
  readonly refers?: Readonly<Record<string, readonly string[]>>;
  /** The names that its `for_each` has. */
  readonly each?: readonly string[];
}

const modulePath = /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*)/;

/** A plan of resources at any depth. The configuration of a child module is that of its resources, and what `calls` and `outputs` say. */
function planOf(resources: readonly Planned[], calls: Record<string, object> = {}, outputs: Record<string, object> = {}): object {
  const inRoot = (address: string): boolean => !address.startsWith("module.");
  const instance = ({ address, values = {}, marks = {} }: Planned): object => {
    const [, data, type = ""] = /(data\.)?(\w+)\.[\w-]+(?:\[[^\]]*\])?$/.exec(address) ?? [];
    return { address, mode: data === undefined ? "managed" : "data", type, values, sensitive_values: marks };
  };
  const configured = (all: readonly Planned[]): object[] => {
    const byAddress = new Map(all.map((each) => [each.address.replace(modulePath, "").replace(/\[[^\]]*\]$/, ""), each]));
    return [...byAddress].map(([address, { refers = {}, each = [] }]) => ({
      address,
      for_each_expression: { references: each },
      expressions: Object.fromEntries(Object.entries(refers).map(([name, references]) => [name, { references }])),
    }));
  };
  const inside = resources.filter(({ address }) => !inRoot(address));
  return {
    planned_values: {
      root_module: {
        resources: resources.filter(({ address }) => inRoot(address)).map(instance),
        child_modules: [{ resources: inside.map(instance) }],
      },
    },
    configuration: {
      root_module: {
        resources: configured(resources.filter(({ address }) => inRoot(address))),
        module_calls: Object.fromEntries(
          [...new Set(["app", ...Object.keys(calls)])].map((name) => [
            name,
            {
              expressions: calls[name] ?? {},
              module: {
                resources: configured(inside.filter(({ address }) => address.startsWith(`module.${name}`))),
                outputs: outputs[name] ?? {},
              },
            },
          ]),
        ),
      },
    },
  };
}

const recorded: unknown = JSON.parse(readFileSync(join(__dirname, "plan.json"), "utf8"));
const right = '{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"*"}}';

function rights(plan: object): (readonly [string, ...string[]])[] {
  return settingsOfPlan(plan).map(({ address, rights: all }) => [address, ...all] as const);
}

test("a plan that Terraform made says all of its function that is known before the apply", () => {
  expect(settingsOfPlan(recorded)).toEqual([
    {
      address: "aws_lambda_function.chat",
      functionName: "test-llms-demo-chat",
      packageType: "Zip",
      handler: "index.handler",
      runtime: "python3.11",
      architecture: "x86_64",
      memorySize: 512,
      timeout: 60,
      environment: [{ name: "MODEL_ID", value: "amazon.nova-lite-v1:0" }],
      layers: [],
      filename: "lambda_packages/chat_function.zip",
      sourceCodeHash: expect.stringMatching(/^[\w+/]{43}=$/) as string,
      rights: [
        "bedrock:InvokeModel on arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0",
        "policy AWSLambdaBasicExecutionRole",
      ],
      logGroup: { name: "/aws/lambda/test-llms-demo-chat" },
      routes: ["POST /chat"],
      inVpc: false,
    } satisfies FunctionSetting,
  ]);
});

test("what is no plan has no functions", () => {
  expect([undefined, 1, [], {}, { planned_values: { root_module: [] } }].map(settingsOfPlan)).toEqual([[], [], [], [], []]);
});

test("each of a for_each has the role with its own key", () => {
  const named = (type: string, key: string): string => `${type}["${key}"]`;
  const refers = { role: ["aws_iam_role.r", "each.key"] };
  const of = (key: string): Planned[] => [
    { address: named("aws_lambda_function.f", key), refers },
    { address: named("aws_iam_role.r", key) },
    { address: named("aws_iam_role_policy.p", key), values: { policy: right.replace("a:B", `${key}:B`) }, refers },
  ];
  expect(rights(planOf([...of("a.x"), ...of("b")]))).toEqual([
    ['aws_lambda_function.f["a.x"]', "a.x:B on *"],
    ['aws_lambda_function.f["b"]', "b:B on *"],
  ]);
});

test("a reference that names a key leads there", () => {
  const plan = planOf([
    {
      address: "aws_lambda_function.f[0]",
      refers: { layers: ["aws_lambda_layer_version.l[1].arn", "aws_lambda_layer_version.l[1]", "aws_lambda_layer_version.l"] },
    },
    { address: "aws_lambda_layer_version.l[0]" },
    { address: "aws_lambda_layer_version.l[1]", values: { filename: "./b.zip" } },
  ]);
  expect(settingsOfPlan(plan)[0]?.layers).toEqual([{ address: "aws_lambda_layer_version.l[1]", filename: "b.zip" }]);
});

test.each([
  ["by what it is made for each of", ["each.value.invoke_arn", "each.value"]],
  ["by the module and its key", ["module.app", "each.key"]],
])("routes that are made for each of a module's functions are theirs, %s", (_, references) => {
  const arn = { invoke_arn: { expression: { references: ["aws_lambda_function.f.invoke_arn", "aws_lambda_function.f"] } } };
  const of = (key: string): Planned[] => [
    { address: `module.app["${key}"].aws_lambda_function.f` },
    {
      address: `aws_apigatewayv2_integration.i["${key}"]`,
      refers: { integration_uri: references },
      each: ["module.app"],
    },
    {
      ...{ address: `aws_apigatewayv2_route.r["${key}"]`, values: { route_key: `GET /${key}` } },
      ...{ refers: { target: ["each.value.id", "each.value"] }, each: ["aws_apigatewayv2_integration.i"] },
    },
  ];
  const settings = settingsOfPlan(planOf([...of("a"), ...of("b")], {}, { app: arn }));
  expect(settings.map(({ address, routes }) => [address, ...routes])).toEqual([
    ['module.app["a"].aws_lambda_function.f', "GET /a"],
    ['module.app["b"].aws_lambda_function.f', "GET /b"],
  ]);
});

test("layers of one count come in the order in which they are named", () => {
  const names = [1, 0].flatMap((key) => [`aws_lambda_layer_version.l[${key}].arn`, `aws_lambda_layer_version.l[${key}]`]);
  const plan = planOf([
    { address: "aws_lambda_function.f", refers: { layers: [...names, "aws_lambda_layer_version.l"] } },
    ...[0, 1, 2].map((key) => ({ address: `aws_lambda_layer_version.l[${key}]` })),
  ]);
  expect(settingsOfPlan(plan)[0]?.layers).toEqual([
    { address: "aws_lambda_layer_version.l[1]" },
    { address: "aws_lambda_layer_version.l[0]" },
  ]);
});

test("a key of a module that a reference names leads into that instance", () => {
  const plan = planOf(
    [
      { address: "aws_lambda_function.f", refers: { role: ['module.app["b"].arn', 'module.app["b"]', "module.app"] } },
      ...["a", "b"].flatMap((key): Planned[] => [
        { address: `module.app["${key}"].aws_iam_role.r` },
        {
          ...{ address: `module.app["${key}"].aws_iam_role_policy.p`, values: { policy: right.replace("a:B", `${key}:B`) } },
          refers: { role: ["aws_iam_role.r.id", "aws_iam_role.r"] },
        },
      ]),
    ],
    {},
    { app: { arn: { expression: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] } } } },
  );
  expect(rights(plan)).toEqual([["aws_lambda_function.f", "b:B on *"]]);
});

test("a module's function has the role of its own instance of the module", () => {
  const of = (key: number): Planned[] => [
    { address: `module.app[${key}].aws_lambda_function.f`, refers: { role: ["aws_iam_role.r.arn", "aws_iam_role.r"] } },
    { address: `module.app[${key}].aws_iam_role.r` },
    {
      address: `module.app[${key}].aws_iam_role_policy.p`,
      values: { policy: right.replace("a:B", `a:B${key}`) },
      refers: { role: ["aws_iam_role.r.id", "aws_iam_role.r"] },
    },
  ];
  expect(rights(planOf([...of(0), ...of(1)]))).toEqual([
    ["module.app[0].aws_lambda_function.f", "a:B0 on *"],
    ["module.app[1].aws_lambda_function.f", "a:B1 on *"],
  ]);
});

test("a reference is followed through a module's variable, and through another's output", () => {
  const plan = planOf(
    [
      { address: "module.app.aws_lambda_function.f", refers: { role: ["var.role"] } },
      { address: "module.iam[0].aws_iam_role.r" },
      {
        address: "module.iam[0].aws_iam_role_policy.p",
        values: { policy: right },
        refers: { role: ["aws_iam_role.r.id", "aws_iam_role.r"] },
      },
    ],
    { app: { role: { references: ["module.iam[0].arn", "module.iam[0]", "module.iam"] } }, iam: {} },
    { iam: { arn: { expression: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] } } } },
  );
  expect(rights(plan)).toEqual([["module.app.aws_lambda_function.f", "a:B on *"]]);
});

test("what was applied before is known by value, where the reference goes through a local", () => {
  const arn = "arn:aws:iam::1:role/chat";
  const plan = planOf([
    { address: "aws_lambda_function.f", values: { role: arn }, refers: { role: ["local.role"] } },
    { address: "aws_iam_role.r", values: { arn, name: "chat" } },
    { address: "aws_iam_role_policy.p", values: { role: "chat", policy: right } },
  ]);
  expect(rights(plan)).toEqual([["aws_lambda_function.f", "a:B on *"]]);
});

test("a policy document that is read in the apply is told by what it is asked", () => {
  const document = "data.aws_iam_policy_document.d";
  const plan = {
    ...planOf([
      { address: "aws_lambda_function.f", refers: { role: ["aws_iam_role.r"] } },
      { address: "aws_iam_role.r" },
      {
        address: "aws_iam_role_policy.p",
        values: { name: "p" },
        refers: { role: ["aws_iam_role.r"], policy: [`${document}.json`, document] },
      },
    ]),
    resource_changes: [
      {
        ...{ address: document, mode: "data", type: "aws_iam_policy_document" },
        change: { actions: ["read"], after: { statement: [{ actions: ["s3:Get"], resources: [null], effect: "Allow" }] } },
      },
    ],
  };
  expect(rights(plan)).toEqual([["aws_lambda_function.f", "s3:Get"]]);
});

test("what only the apply knows is absent, and not AWS's default", () => {
  const plan = {
    ...planOf([{ address: "aws_lambda_function.f" }]),
    resource_changes: [{ address: "aws_lambda_function.f", mode: "managed", change: { after_unknown: { timeout: true } } }],
  };
  expect(settingsOfPlan(plan)[0]).toMatchObject({ memorySize: 128 });
  expect(settingsOfPlan(plan)[0]).not.toHaveProperty("timeout");
});

test.each([
  ["one variable", { environment: [{ variables: { KEY: true } }] }, [{ name: "KEY" }, { name: "OPEN", value: "2" }]],
  ["all variables", { environment: [{ variables: true }] }, [{ name: "KEY" }, { name: "OPEN" }]],
])("what is sensitive is not told, but for its name: %s", (_, marks, expected) => {
  const values = { environment: [{ variables: { KEY: "1", OPEN: "2" } }] };
  const [only] = settingsOfPlan(planOf([{ address: "aws_lambda_function.f", values, marks }]));
  expect(only?.environment).toEqual(expected);
});

test("layers that are not made yet stand between those whose ARN is known", () => {
  const other = "arn:aws:lambda:us-east-1:1:layer:x:1";
  const plan = planOf([
    {
      address: "aws_lambda_function.f",
      values: { layers: [null, other] },
      refers: { layers: ["aws_lambda_layer_version.l.arn", "aws_lambda_layer_version.l"] },
    },
    { address: "aws_lambda_layer_version.l", values: { filename: "l.zip" } },
  ]);
  expect(settingsOfPlan(plan)[0]?.layers).toEqual([{ address: "aws_lambda_layer_version.l", filename: "l.zip" }, { arn: other }]);
});

test("a ZIP that goes through S3 is the file that the plan uploads there", () => {
  const plan = planOf([
    {
      address: "aws_lambda_function.chat",
      values: { s3_bucket: "b" },
      refers: { s3_key: ["aws_s3_object.code.key", "aws_s3_object.code"] },
    },
    { address: "aws_lambda_function.other", values: { s3_bucket: "b", s3_key: "somebody/s.zip" } },
    { address: "aws_s3_object.code", values: { source: "./lambda_packages/chat.zip" } },
  ]);
  expect(settingsOfPlan(plan).map(({ filename, throughS3 }) => [filename, throughS3])).toEqual([
    ["lambda_packages/chat.zip", true],
    [undefined, undefined],
  ]);
});
