import type { AwsAccess } from "../aws/access";
import { apisNamed } from "../aws/apis";
import { runningCode, statementIds } from "../aws/lambda";
import { logGroupExists } from "../aws/logs";
import { roleExists } from "../aws/roles";
import { ecrRepositoryExists } from "../registry/ecr-access";
import { type DeclaredResource, textIn } from "../terraform/declared-resource";
import { attributesOf, type StateFile } from "../terraform/state-file";
import type { Leftover } from "./drift-report";

/** How what a killed apply has made of a resource is found: by the ids of what is there. */
interface Search {
  /** The argument that it is known by. */
  readonly argument: string;
  readonly find: (access: AwsAccess, name: string, values: DeclaredResource["values"]) => Promise<readonly string[]>;
  /** `import` where only one can have the name, so that a second apply fails; `delete` where a second apply makes another, and this one stays. */
  readonly cure: Leftover["cure"];
}

const ifThere =
  (exists: (access: AwsAccess, name: string) => Promise<boolean>): Search["find"] =>
  async (access, name) =>
    (await exists(access, name)) ? [name] : [];

const searches: Readonly<Record<string, Search>> = {
  aws_lambda_function: {
    argument: "function_name",
    find: ifThere(async (access, name) => (await runningCode(access, name)) !== undefined),
    cure: "import",
  },
  aws_lambda_permission: {
    argument: "statement_id",
    find: async (access, id, { function_name: fn }) => {
      const name = textIn(fn);
      return name !== undefined && (await statementIds(access, name)).includes(id) ? [`${name}/${id}`] : [];
    },
    cure: "import",
  },
  aws_iam_role: { argument: "name", find: ifThere(roleExists), cure: "import" },
  aws_cloudwatch_log_group: { argument: "name", find: ifThere(logGroupExists), cure: "import" },
  aws_ecr_repository: { argument: "name", find: ifThere(ecrRepositoryExists), cure: "import" },
  aws_apigatewayv2_api: { argument: "name", find: apisNamed, cure: "delete" },
};

/**
 * Finds what a stack declares and a killed apply has made without writing it into the state, by name. Where the state has all, nobody is asked.
 *
 * @throws UserError where AWS refuses
 */
export async function leftovers(declared: readonly DeclaredResource[], state: StateFile, access: AwsAccess): Promise<Leftover[]> {
  const asked = declared.map(async ({ address, type, values }): Promise<Leftover[]> => {
    const { argument, find, cure } = searches[type] ?? {};
    const name = argument === undefined ? undefined : textIn(values[argument]);
    if (argument === undefined || find === undefined || cure === undefined || name === undefined) return [];
    if (attributesOf(state, address) !== undefined || isNamedIn(state, type, argument, name)) return [];
    return (await find(access, name, values)).map((id) => ({ address, id, cure }));
  });
  return (await Promise.all(asked)).flat();
}

/** It may be there under another address, which was changed. */
function isNamedIn({ resources }: StateFile, type: string, argument: string, name: string): boolean {
  const same = resources.filter((resource) => resource.mode === "managed" && resource.type === type);
  return same.some(({ instances }) => instances.some(({ attributes }) => attributes[argument] === name));
}
