import { readFileSync } from "node:fs";
import type { Receipt, Strategy } from "../../lib/artifact/receipt/receipt";
import { withContainers } from "../cli/local/image/with-containers";
import { Project, type Ran } from "./project";

/** What each function is asked, and what it answers, whatever its packaging. `from` is where it says that its dependency was imported from. */
const functions = {
  chat: {
    source: "backend/chat",
    routes: ["POST /chat", "GET /health"],
    environment: { MODEL_ID: "amazon.nova-lite-v1:0", TIMEOUT_SECONDS: "29" },
    ask: async (output: string) => {
      const { reply } = await json(output, "POST", "/chat", { message: "Hello" });
      const { boto3_path: from } = await json(output, "GET", "/health");
      return { answer: reply, from };
    },
    answer: expect.stringContaining("reply for prompt") as unknown,
  },
  report: {
    source: "examples/pandas/report",
    routes: ["GET /report"],
    environment: {},
    ask: async (output: string) => {
      const { totals, pandas, numpy, from } = await json(output, "GET", "/report");
      return { answer: { totals, pandas, numpy }, from };
    },
    answer: { totals: { bread: 2, tea: 8 }, pandas: "2.2.3", numpy: "2.2.6" } as unknown,
  },
} as const;

interface Row {
  readonly name: keyof typeof functions;
  readonly strategy: Strategy;
  /** As it is asked for. @default as it comes out */
  readonly packaging?: "auto";
  readonly options: string;
  readonly from: RegExp;
}

/** Every strategy of each function, and what is chosen where none is named; of pandas the runtime supplies nothing. */
const table: readonly Row[] = [
  { name: "chat", strategy: "runtime", options: "", from: /\/\.local\/environments\/python3\.11-\w+\/.*\/boto3\// },
  { name: "chat", strategy: "bundle", options: "", from: /\/code\/boto3\// },
  { name: "chat", strategy: "layer", options: "", from: /\/layer_0\/python\/boto3\// },
  { name: "chat", strategy: "image", options: "", from: /^\/var\/task\/boto3\// },
  { name: "chat", strategy: "layer", packaging: "auto", options: "", from: /\/layer_0\/python\/boto3\// },
  { name: "report", strategy: "bundle", options: '{ requirements: "requirements.lock.txt" }', from: /\/code\/pandas\// },
  {
    name: "report",
    strategy: "layer",
    options: '{ requirements: "requirements.lock.txt" }',
    from: /\/layer_0\/python\/pandas\//,
  },
  { name: "report", strategy: "image", options: '{ requirements: "requirements.lock.txt" }', from: /^\/var\/task\/pandas\// },
  {
    name: "report",
    strategy: "layer",
    packaging: "auto",
    options: '{ requirements: "requirements.lock.txt" }',
    from: /\/layer_0\/python\/pandas\//,
  },
];

const project = new Project();
const directory = "examples/strategies/cdktf.out/stacks/strategies";

project.addExample(
  "strategies",
  table.flatMap(({ name, strategy, packaging = strategy, options }) => {
    const id = `${name}_${packaging}`;
    const { source, environment, routes } = functions[name];
    const props = [
      `source: "${source}", environment: ${JSON.stringify(environment)}, packaging: Packaging.${packaging}(${options})`,
      "runtime: PythonRuntime.PYTHON_3_11, memorySize: 512, timeout: 29",
    ].join(", ");
    const served = routes.map((route) => `"${route}": ${id}`).join(", ");
    return [
      `  const ${id} = new PythonFunction(stack, "${id}", { ${props} });`,
      `  const ${id}_api = new HttpApi(stack, "${id}_api", { name: "${id}", routes: { ${served} } });`,
      `  new TerraformOutput(stack, "${id}_url", { value: ${id}_api.url });`,
    ];
  }),
);

function local(...command: readonly string[]): Ran {
  return project.run(["local", "--example", "strategies", ...command]);
}

async function json(output: string, ...request: readonly ["GET" | "POST", string, object?]): Promise<Record<string, unknown>> {
  const { status, body } = await project.ask("strategies", output, ...request);
  if (status !== 200) throw new Error(`${output} answered ${status}: ${body}`);
  return JSON.parse(body) as Record<string, unknown>;
}

beforeAll(() => {
  const targets = ["chat_image", "report_image"].map((id) => `-target=aws_ecr_repository.${id}`);
  for (const command of [
    ["terraform", "apply", "-input=false", "-auto-approve", "-no-color", ...targets],
    ["npm", "run", "--silent", "image", "--", directory],
    ["terraform", "apply", "-input=false", "-auto-approve", "-no-color"],
  ]) {
    const { status, stderr } = local(...command);
    if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  }
});

afterAll(() => {
  project.remove();
});

describe.each(table.map((row) => ({ packaging: row.strategy, ...row })))(
  "$name, $packaging,",
  ({ name, strategy, packaging, from }) => {
    const testHere = strategy === "image" ? withContainers : test;

    testHere("answers, with its dependency from where that strategy puts it", async () => {
      const { ask, answer } = functions[name];
      expect(await ask(`${name}_${packaging}_url`)).toEqual({ answer, from: expect.stringMatching(from) as string });
    });

    test("is in the receipt as such", () => {
      const receipt = JSON.parse(readFileSync(project.checkout.path(directory, "artifacts.json"), "utf8")) as Receipt;
      expect(receipt.functions.find((fn) => fn.name === `${name}_${packaging}`)?.strategy).toBe(strategy);
    });
  },
);

test("a second plan changes nothing", () => {
  const plan = local("terraform", "plan", "-input=false", "-no-color", "-detailed-exitcode");
  expect([plan.status, plan.stdout]).toEqual([0, expect.stringContaining("No changes.")]);
});

withContainers("npm run example makes the repository and pushes the image itself", () => {
  const { status, stdout, stderr } = project.run(["example", "image"]);
  expect([status, stdout]).toEqual([
    0,
    expect.stringMatching(/GET \/image +200 .*\n.*"from": "\/var\/task\/pandas\/__init__.py"/),
  ]);
  expect(stderr).toMatch(/terraform apply -target=aws_ecr_repository\.report .*\n[^]*push manifest [^]*terraform apply tfplan/);
});

withContainers("so does npm start, where the chat backend becomes an image, and tells of it", () => {
  project.edit("stacks/chat-stack.ts", "Packaging.runtime()", "Packaging.image()");
  const { status, stdout, stderr } = project.run(["start"]);
  expect([status, stderr]).toEqual([0, expect.stringContaining("push manifest")]);
  expect(stdout).toMatch(/image +\d+\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/test-llms-demo-chat@sha256:\w+, as planned/);
  expect(stdout).toContain("0 after terraform apply, 1 after the first request");
  expect(stdout).toMatch(/boto3 +\S+, from \/var\/task\/boto3\/__init__\.py, in the container/);
  expect(project.run(["start"]).stderr).not.toMatch(/apply|upload/);
});
