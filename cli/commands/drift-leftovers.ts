import type { AwsAccess } from "../aws/access";
import { runningCode } from "../aws/lambda";
import { logGroupExists } from "../aws/logs";
import { roleExists } from "../aws/roles";
import { textIn } from "../terraform/declared-resource";
import type { DeclaredResource } from "../terraform/declared-resource";
import { attributesOf, type StateFile } from "../terraform/state-file";
import type { Leftover } from "./drift-report";

/** What bears a name that only one can have, so that a second apply fails with "already exists": the argument with it, and how to ask for it. */
const named: Readonly<
  Record<string, { readonly argument: string; readonly exists: (access: AwsAccess, name: string) => Promise<boolean> }>
> = {
  aws_lambda_function: {
    argument: "function_name",
    exists: async (access, name) => (await runningCode(access, name)) !== undefined,
  },
  aws_iam_role: { argument: "name", exists: roleExists },
  aws_cloudwatch_log_group: { argument: "name", exists: logGroupExists },
};

/**
 * Finds what a stack declares and a killed apply has made without writing it into the state, by name. Where the state has all, nobody is asked.
 *
 * @throws UserError where AWS refuses
 */
export async function leftovers(declared: readonly DeclaredResource[], state: StateFile, access: AwsAccess): Promise<Leftover[]> {
  const asked = declared.map(async ({ address, type, values }): Promise<Leftover[]> => {
    const { argument, exists } = named[type] ?? {};
    const id = argument === undefined ? undefined : textIn(values[argument]);
    if (argument === undefined || exists === undefined || id === undefined) return [];
    if (attributesOf(state, address) !== undefined || isNamedIn(state, type, argument, id)) return [];
    return (await exists(access, id)) ? [{ address, id }] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** It may be there under another address, which was changed. */
function isNamedIn({ resources }: StateFile, type: string, argument: string, name: string): boolean {
  const same = resources.filter((resource) => resource.mode === "managed" && resource.type === type);
  return same.some(({ instances }) => instances.some(({ attributes }) => attributes[argument] === name));
}
