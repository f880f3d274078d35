import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CodeDrift } from "../../../cli/commands/drift-report";
import { repairCode } from "../../../cli/commands/drift-repair";
import type { FunctionSources } from "../../../cli/explain/model/function-sources";
import { Progress } from "../../../cli/process/progress";
import { Terraform } from "../../../cli/terraform/terraform";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";
import { sha256, sources, zipFacts } from "../explain/made-sources";

const base64 = (text: string): string => Buffer.from(sha256(text), "hex").toString("base64");

const layer = "aws_lambda_layer_version.report";
const fn = "aws_lambda_function.report";
const paths = { function: "lambda_packages/report_function.zip", layer: "lambda_packages/report_layer.zip" };

/** A function with a layer that its stack makes. */
function layered(): FunctionSources {
  const zips = (["function", "layer"] as const).map((holds) => zipFacts({ path: paths[holds], holds, sha256: sha256(holds) }));
  const setting = { address: fn, packageType: "Zip", architecture: "x86_64", layers: [{ address: layer }] } as const;
  return sources({}, { strategy: "layer", zips, setting: { ...setting, environment: [], rights: [], routes: [], inVpc: false } });
}

function drifted(address: string, code: string, running = "theirs="): CodeDrift {
  return {
    kind: "other-code",
    address,
    name: "demo",
    running: { code: running },
    state: { code },
    receipt: { isRunning: false },
  };
}

const state = {
  ...{ version: 4, serial: 7, outputs: {} },
  resources: [
    { mode: "managed", type: "aws_lambda_function", name: "report", instances: [{ attributes: { source_code_hash: "ours=" } }] },
  ],
};

/** What Terraform is told in a repair, and the state that it is given; both ZIPs hold what their names say. */
async function repaired(drifts: readonly CodeDrift[], functions: readonly FunctionSources[] = [layered()]) {
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
  return inTemporaryFolder(async (directory) => {
    const script = [
      "#!/bin/sh",
      'shift; echo "$*" >> calls',
      `case "$1 $2" in "state pull") cat state.json;; "state push") cat > pushed.json;; esac`,
    ].join("\n");
    write(directory, {
      ...{ [paths.function]: "function", [paths.layer]: "layer", "state.json": JSON.stringify(state), calls: "" },
      terraform: script
        .replace("calls", `'${directory}/calls'`)
        .replace("state.json", `'${directory}/state.json'`)
        .replace("pushed.json", `'${directory}/pushed.json'`),
    });
    const file = join(directory, "terraform");
    chmodSync(file, 0o755);
    const terraform = new Terraform({ file, directory, env: process.env });
    const outcome = await repairCode(drifts, functions, { terraform, directory, progress: new Progress() }).catch(String);
    const pushed = join(directory, "pushed.json");
    return {
      outcome: outcome ?? "repaired",
      calls: readFileSync(join(directory, "calls"), "utf8").trim().split("\n"),
      pushed: existsSync(pushed) ? (JSON.parse(readFileSync(pushed, "utf8")) as unknown) : undefined,
    };
  });
}

afterEach(() => {
  jest.restoreAllMocks();
});

test("a function is updated in place: the state is told what runs, and Terraform applies that function alone", async () => {
  const { outcome, calls, pushed } = await repaired([drifted(fn, base64("function"))]);
  expect([outcome, calls]).toEqual([
    "repaired",
    [
      `plan -input=false -no-color -target=${fn}`,
      "state pull",
      "state push -",
      `apply -input=false -no-color -auto-approve -target=${fn}`,
    ],
  ]);
  expect(pushed).toMatchObject({ serial: 8, resources: [{ instances: [{ attributes: { source_code_hash: "theirs=" } }] }] });
});

test("a layer gets another version, to which its function moves, and the state is left alone", async () => {
  const { outcome, calls } = await repaired([drifted(layer, base64("layer"))]);
  expect([outcome, calls.at(-1)]).toEqual([
    "repaired",
    `apply -input=false -no-color -auto-approve -target=${layer} -target=${fn} -replace=${layer}`,
  ]);
  expect(calls).not.toContain("state pull");
});

test("an image is applied as it is: a plan sees that it is another", async () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const image = sources({}, { strategy: "image" });
  const { outcome, calls } = await repaired([drifted(fn, digest, `sha256:${"b".repeat(64)}`)], [image]);
  expect([outcome, calls]).toEqual([
    "repaired",
    [`plan -input=false -no-color -target=${fn}`, `apply -input=false -no-color -auto-approve -target=${fn}`],
  ]);
});

test.each([
  [fn, "lambda_packages/report_function.zip"],
  [layer, "lambda_packages/report_layer.zip"],
])("nothing is changed where the stack directory does not hold what was deployed last as %s", async (address, zip) => {
  const { outcome, calls } = await repaired([drifted(address, base64("what was deployed last"))]);
  expect(outcome).toContain(zip);
  expect(outcome).toContain("check out what was deployed last");
  expect(calls).toHaveLength(1);
});
