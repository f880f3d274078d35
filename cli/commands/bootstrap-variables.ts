import { askGitHub, clonedRepository, parseRepository } from "./github-repository";
import { type Io, UsageError } from "./command";

/** What a person may say of a delivery, as options. */
export interface DeliveryOptions {
  readonly repository?: string;
  readonly "repository-id"?: string;
  readonly "owner-id"?: string;
  readonly environment?: string;
  readonly branch?: string;
  readonly project?: string;
  readonly "state-bucket"?: string;
  readonly "artifact-bucket"?: string;
  readonly "oidc-provider-exists"?: boolean;
}

/** Values of Terraform variables, by their names. */
export type Values = Readonly<Record<string, string>>;

/** Options as the variables of the delivery stack that they set. */
export function saidByOptions(options: DeliveryOptions): Values {
  const named = options.repository === undefined ? undefined : parseRepository(options.repository);
  if (options.repository !== undefined && named === undefined) throw new UsageError("--repository takes OWNER/NAME");
  return defined({
    project_name: options.project,
    state_bucket: options["state-bucket"],
    artifact_bucket: options["artifact-bucket"],
    github_owner: named?.owner,
    github_repository: named?.repository,
    github_owner_id: options["owner-id"],
    github_repository_id: options["repository-id"],
    github_environment: options.environment,
    github_branch: options.branch,
    create_oidc_provider: options["oidc-provider-exists"] === true ? "false" : undefined,
  });
}

/** Variables that the environment sets, as Terraform reads them: `TF_VAR_…`. */
export function saidByEnvironment(names: Iterable<string>, env: NodeJS.ProcessEnv): Values {
  return defined(Object.fromEntries([...names].map((name) => [name, env[`TF_VAR_${name}`]])));
}

/** The buckets' names where nobody says any: no two accounts have the same number. */
export function bucketNames(project: string, account: string): Values {
  return { state_bucket: `${project}-state-${account}`, artifact_bucket: `${project}-artifacts-${account}` };
}

/**
 * Adds which repository deploys, where that is not said: the one that this checkout was cloned from, with its numbers from GitHub.
 *
 * @throws UserError where it cannot be found out
 */
export async function withRepository(values: Values, { root, env }: Pick<Io, "root" | "env">): Promise<Values> {
  const { github_owner: owner, github_repository: repository, github_owner_id: ownerId, github_repository_id: id } = values;
  const name = owner === undefined || repository === undefined ? await clonedRepository(root, env) : { owner, repository };
  if (ownerId !== undefined && id !== undefined)
    return { ...values, github_owner: name.owner, github_repository: name.repository };
  const found = await askGitHub(name, env);
  return {
    ...{ github_owner: found.owner, github_repository: found.repository },
    ...{ github_owner_id: found.ownerId, github_repository_id: found.repositoryId },
    ...defined({ ...values, github_owner: undefined, github_repository: undefined }),
  };
}

/** As an environment that Terraform reads. */
export function asEnvironment(values: Values): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`TF_VAR_${name}`, value]));
}

function defined(values: Readonly<Record<string, string | undefined>>): Values {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
