import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { UserError } from "../../lib/errors/user-error";
import { failure, outcomeOf } from "../process/run";
import { itemsIn, objectIn, textIn } from "./declared-resource";
import { findTerraform } from "./terraform-binary";

/** Where Terraform shows a saved plan. */
export interface PlanPlace {
  /** Where the plan was made, and is initialized: the providers lie there. Absolute. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

const howToShow =
  "name a plan that terraform plan -out=tfplan saved, or what terraform show -json tfplan > plan.json writes of it";

/**
 * Reads a plan: one in JSON as it is, a saved one by `terraform show -json`.
 *
 * @param path absolute
 * @throws UserError where it is no plan, or one of another format; and where Terraform cannot show it
 */
export async function readPlan(path: string, place: PlanPlace): Promise<unknown> {
  const text = isSavedPlan(path) ? await shown(path, place) : readFileSync(path, "utf8");
  const plan = parsed(text, path);
  refuseOther(plan, path);
  return plan;
}

/**
 * Reads a plan that has a function. Throws as {@link readPlan} does.
 *
 * @throws UserError where it has none
 */
export async function readPlanOfFunctions(path: string, place: PlanPlace): Promise<unknown> {
  const plan = await readPlan(path, place);
  if (hasFunction(objectIn(objectIn(plan)["planned_values"])["root_module"])) return plan;
  throw new UserError({
    what: "the plan has no aws_lambda_function",
    where: path,
    fix: "name the plan of the folder whose configuration makes the function; one with -target, or with -destroy, leaves it out",
  });
}

/** A saved plan is a ZIP. */
function isSavedPlan(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError({ what: "there is no such plan", where: path, fix: howToShow });
  if (!stat.isFile()) throw new UserError({ what: `${basename(path)} is no file`, where: path, fix: howToShow });
  const head = Buffer.alloc(4);
  const file = openSync(path, "r");
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.equals(Buffer.from("PK\u0003\u0004"));
}

async function shown(path: string, { directory, env }: PlanPlace): Promise<string> {
  const { file } = await findTerraform(env);
  const program = { file, args: [`-chdir=${directory}`, "show", "-json", "-no-color", resolve(path)], env };
  const outcome = await outcomeOf(program);
  if (outcome.code === 0) return outcome.stdout;
  if (outcome.output.includes("Failed to read the given file as a state or plan file"))
    throw new UserError({
      what: `${basename(path)} is damaged, or no plan`,
      where: path,
      fix: "plan anew: terraform plan -out=tfplan",
    });
  throw failure(
    program,
    outcome,
    "run terraform init where the plan was made, and name that folder; of a plan for the local cloud, run this command by npm run local -- npm run …; or make it readable there: terraform show -json tfplan > plan.json",
  );
}

function parsed(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return objectIn(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const isLog = /^\s*\{"@level"/.test(text);
    throw new UserError(
      {
        what: isLog
          ? `${basename(path)} is what terraform plan -json says while it works, and no plan`
          : `${basename(path)} is no plan`,
        where: path,
        fix: `${howToShow}${/^\s*>/.test(text) ? "; npm writes lines of its own before it, but with npm run -s" : ""}`,
      },
      { cause: error },
    );
  }
}

function refuseOther(plan: Readonly<Record<string, unknown>>, path: string): void {
  const { format_version: version, planned_values: planned, configuration, resource_changes: changes = [] } = plan;
  if (planned === undefined || configuration === undefined || !Array.isArray(changes)) {
    const what = plan["values"] === undefined ? `${basename(path)} is no plan` : `${basename(path)} is a state, and no plan`;
    throw new UserError({ what, where: path, fix: howToShow });
  }
  if (!/^1\.\d+$/.test(textIn(version) ?? "")) {
    throw new UserError({
      what: `the plan is of format ${textIn(version) ?? "unknown"}, and 1.x is what is read here`,
      where: path,
      fix: "show it with a Terraform from 1.1 on",
    });
  }
}

function hasFunction(module: unknown): boolean {
  const { resources, child_modules: children } = objectIn(module);
  const isFunction = (resource: unknown): boolean => objectIn(resource)["type"] === "aws_lambda_function";
  return itemsIn(resources).some(isFunction) || itemsIn(children).some(hasFunction);
}
