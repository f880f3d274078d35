import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import { UserError } from "../../lib/errors/user-error";
import type { AwsAccess } from "../aws/access";
import { accountOf } from "../aws/account";
import { holdsObject } from "../aws/bucket";
import type { App } from "../local/app";
import { onlyStackDirectory, synthesizeStacks, variablesOf } from "../local/stack-directories";
import type { Progress } from "../process/progress";
import type { Watch } from "../process/run";
import { Terraform } from "../terraform/terraform";
import { asEnvironment, bucketNames, saidByEnvironment, type Values, withRepository } from "./bootstrap-variables";
import type { Delivery } from "./github-settings";

/** Where a delivery stack is applied: to an account, or to the local cloud. */
export interface DeliveryPlace {
  readonly app: App;
  /** For synthesis and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** The program. */
  readonly terraform: string;
  readonly access: AwsAccess;
  /** Where the state is until its bucket is made. */
  readonly stateFile: string;
  readonly progress: Progress;
  readonly watch?: Watch;
}

/**
 * Applies the delivery stack, and sees to it that its state is in the bucket which it makes: where that has it already, Terraform goes on
 * from there. So it can be run again at any time, from any checkout.
 *
 * @param said the values of its variables that the person names
 * @param consent is shown the plan; without it nothing is applied
 * @returns undefined where there was no consent
 * @throws UserError where something is not known, or Terraform fails
 */
export async function deliver(
  place: DeliveryPlace,
  said: Values,
  consent: (plan: string) => Promise<boolean>,
): Promise<Delivery | undefined> {
  const { app, access, progress } = place;
  await synthesize(place);
  const directory = onlyStackDirectory(app);
  const variables = variablesOf(directory);
  const known = { ...saidByEnvironment(variables.keys(), place.env), ...said };
  const project = known["project_name"] ?? variables.get("project_name") ?? "";
  const buckets = { ...bucketNames(project, await accountOf(access)), ...known };
  const bucket = buckets["state_bucket"] ?? "";
  const isThere = await holdsObject(access, bucket, `${basename(directory)}/terraform.tfstate`);

  if (isThere) await synthesize(place, bucket);
  const before = terraformIn(place, directory, isThere);
  await progress.phase("terraform init", async () => before.reconfigure());
  const remembered = isThere ? rememberedIn(await before.outputs()) : {};
  const values = await withRepository({ ...remembered, ...buckets }, { root: app.root, env: place.env });
  const isApplied = await apply(terraformIn(place, directory, isThere, values), place, directory, consent);
  if (!isApplied) return undefined;

  if (!isThere) await moveState(place, directory, bucket);
  const after = terraformIn(place, directory, true, values);
  forgetStateFile(await after.pullState(), place);
  return deliveryOf({ ...Object.fromEntries(variables), ...values }, await after.outputs(), access.region);
}

async function synthesize({ app, env, progress }: DeliveryPlace, bucket = ""): Promise<void> {
  await synthesizeStacks(app, { ...env, TF_STATE_BUCKET: bucket }, progress);
}

/** @param inBucket whether it is initialized for the bucket; what leads a state file elsewhere is not said to it then */
function terraformIn(
  { env, terraform, watch }: DeliveryPlace,
  directory: string,
  inBucket: boolean,
  values: Values = {},
): Terraform {
  const forBackend = inBucket ? { TF_CLI_ARGS_init: "" } : {};
  const setting = { file: terraform, directory, env: { ...env, ...forBackend, ...asEnvironment(values) } };
  return new Terraform(watch === undefined ? setting : { ...setting, watch });
}

/** The variables of the last run. */
function rememberedIn({ settings }: Readonly<Record<string, unknown>>): Values {
  if (typeof settings !== "object" || settings === null) return {};
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

/** Plans, shows the plan, and applies that very one. */
async function apply(
  terraform: Terraform,
  { progress }: DeliveryPlace,
  directory: string,
  consent: (plan: string) => Promise<boolean>,
): Promise<boolean> {
  const plan = join(directory, "tfplan");
  try {
    const found = await progress.phase("terraform plan -out=tfplan", async (remark) => {
      const changes = await terraform.plan(plan);
      remark(changes);
      return changes;
    });
    if (found === "no changes") return true;
    if (!(await consent(await terraform.show(plan)))) return false;
    await progress.phase("terraform apply tfplan", async () => terraform.apply(plan));
    return true;
  } catch (error) {
    throw providerExists(error) ?? error;
  } finally {
    rmSync(plan, { force: true });
  }
}

function providerExists(error: unknown): UserError | undefined {
  if (!(error instanceof UserError && /OpenIDConnectProvider[^]*EntityAlreadyExists/.test(error.message))) return undefined;
  return new UserError(
    {
      what: "the account has an OIDC provider for GitHub already, and can have no other",
      where: "aws_iam_openid_connect_provider.github",
      fix: "npm run bootstrap -- --oidc-provider-exists; what was made so far stays, and is gone on from",
    },
    { cause: error },
  );
}

async function moveState(place: DeliveryPlace, directory: string, bucket: string): Promise<void> {
  await synthesize(place, bucket);
  await place.progress.phase("terraform init -migrate-state", async (remark) => {
    await terraformIn(place, directory, true).migrateState();
    remark(`to ${bucket}`);
  });
}

/** Removes the state file once it is in the bucket, or somebody would go on from it; one that says something else is left to the person. */
function forgetStateFile(moved: string, { stateFile, progress }: DeliveryPlace): void {
  if (!existsSync(stateFile)) return;
  if (resourcesIn(readFileSync(stateFile, "utf8")) !== resourcesIn(moved)) {
    progress.say(`note: ${displayPath(stateFile)} says something else than the state in the bucket, and is not read: remove it`);
    return;
  }
  rmSync(stateFile);
  rmSync(`${stateFile}.backup`, { force: true });
}

/** Not the whole text: Terraform gives a state that it moves another lineage and serial. */
function resourcesIn(state: string): string {
  return JSON.stringify(state === "" ? [] : (JSON.parse(state) as { resources: unknown }).resources);
}

function deliveryOf(
  values: Readonly<Record<string, string | undefined>>,
  {
    deploy_role_arn: deployRole,
    read_role_arn: readRole,
    permissions_boundary_arn: permissionsBoundary,
  }: Readonly<Record<string, unknown>>,
  region: string,
): Delivery {
  const value = (name: string): string => values[name] ?? "";
  return {
    repository: `${value("github_owner")}/${value("github_repository")}`,
    environment: value("github_environment"),
    branch: value("github_branch"),
    stateBucket: value("state_bucket"),
    region,
    deployRole: String(deployRole),
    readRole: String(readRole),
    permissionsBoundary: String(permissionsBoundary),
  };
}
