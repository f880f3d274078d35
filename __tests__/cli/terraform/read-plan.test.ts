import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlanOfFunctions } from "../../../cli/terraform/read-plan";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

const recorded = readFileSync(join(__dirname, "plan.json"), "utf8");
const plan = JSON.parse(recorded) as Readonly<Record<string, unknown>>;

/** What reading a plan of this text says, the folder shown as `~`. */
async function read(text: string | undefined, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  return inTemporaryFolder(async (folder) => {
    if (text !== undefined) write(folder, { plan: text });
    write(folder, { "a-folder/x": "" });
    const path = join(folder, text === undefined ? "nothing" : "plan");
    try {
      return await readPlanOfFunctions(path, { directory: folder, env });
    } catch (error) {
      return (error as Error).message.replaceAll(folder, "~");
    }
  });
}

test("a plan in JSON is read as it is, with a byte order mark too", async () => {
  expect(await read(recorded)).toEqual(plan);
  expect(await read(`\uFEFF${recorded}`)).toEqual(plan);
});

test.each([
  ["what is not there", undefined, "there is no such plan\n  where: ~/nothing"],
  ["an empty file", "", "plan is no plan"],
  ["a text", "Plan: 10 to add", "plan is no plan\n  where: ~/plan\n  fix:   name a plan that terraform plan -out=tfplan saved"],
  ["npm's lines before the plan", `\n> local\n${recorded}`, "npm run -s"],
  [
    "what a plan says while it works",
    '{"@level":"info"}\n{"@level":"info"}\n',
    "is what terraform plan -json says while it works",
  ],
  ["JSON that is something else", "[]", "plan is no plan"],
  ["a plan whose changes are no list", JSON.stringify({ ...plan, resource_changes: "x" }), "plan is no plan"],
  ["a state", '{"format_version":"1.0","values":{}}', "plan is a state, and no plan"],
  [
    "a plan of another format",
    JSON.stringify({ ...plan, format_version: "2.0" }),
    "the plan is of format 2.0, and 1.x is what is read here",
  ],
  ["a plan without a function", JSON.stringify({ ...plan, planned_values: {} }), "the plan has no aws_lambda_function"],
])("%s is refused", async (_, text, message) => {
  expect(await read(text)).toContain(message);
});

test("a folder is refused", async () => {
  await inTemporaryFolder(async (folder) => {
    await expect(readPlanOfFunctions(folder, { directory: folder, env: {} })).rejects.toThrow("is no file");
  });
});

test("a function in a module is enough", async () => {
  const nested = { root_module: { child_modules: [{ child_modules: [{ resources: [{ type: "aws_lambda_function" }] }] }] } };
  expect(await read(JSON.stringify({ ...plan, planned_values: nested }))).toMatchObject({ planned_values: nested });
});

describe("a saved plan", () => {
  /** A Terraform that answers as told, and keeps its arguments. */
  async function withTerraform(script: string, action: (folder: string, env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
    await inTemporaryFolder(async (folder) => {
      const binary = join(folder, "terraform");
      const version = 'case "$1" in version) echo \'{"terraform_version":"1.11.4"}\'; exit;; esac';
      write(folder, { terraform: `#!/bin/sh\n${version}\n${script}\n`, tfplan: "PK\u0003\u0004…" });
      chmodSync(binary, 0o755);
      copyFileSync(join(__dirname, "plan.json"), join(folder, "shown.json"));
      await action(folder, { PATH: process.env["PATH"], TERRAFORM_BINARY_NAME: binary });
    });
  }

  test("is shown by Terraform, in the folder it was made in", async () => {
    await withTerraform('echo "$@" > "${0%/*}/said"; cat "${0%/*}/shown.json"', async (folder, env) => {
      expect(await readPlanOfFunctions(join(folder, "tfplan"), { directory: "/made/here", env })).toEqual(plan);
      expect(readFileSync(join(folder, "said"), "utf8")).toBe(
        `-chdir=/made/here show -json -no-color ${join(folder, "tfplan")}\n`,
      );
    });
  });

  test("that Terraform cannot show is an error with what it says, and what to do", async () => {
    await withTerraform("echo 'Error: provider not installed' >&2; exit 1", async (folder, env) => {
      await expect(readPlanOfFunctions(join(folder, "tfplan"), { directory: folder, env })).rejects.toThrow(
        /Error: provider not installed[^]*run terraform init where the plan was made/,
      );
    });
  });

  test("that is damaged is said to be, and that a new plan is the cure", async () => {
    await withTerraform(
      "echo 'Error: Failed to read the given file as a state or plan file' >&2; exit 1",
      async (folder, env) => {
        await expect(readPlanOfFunctions(join(folder, "tfplan"), { directory: folder, env })).rejects.toThrow(
          /^tfplan is damaged, or no plan\n[^]*plan anew/,
        );
      },
    );
  });
});
