import { commandLine } from "../process/run";

/** What the workflows need to know of a delivery. */
export interface Delivery {
  /** `OWNER/NAME` */
  readonly repository: string;
  readonly environment: string;
  readonly branch: string;
  readonly stateBucket: string;
  readonly region: string;
  readonly deployRole: string;
  readonly readRole: string;
  /** ARN of the policy that is the most the function's role may ever do. */
  readonly permissionsBoundary: string;
}

/**
 * The commands that set a repository on GitHub up for its workflows: the environment, in which one branch alone may deploy, and the
 * variables. The role that deploys is the environment's own; what else there is, runs in no environment need too.
 */
export function githubSettings({ repository, environment, branch, ...values }: Delivery): string[] {
  const place = `repos/${repository}/environments/${environment}`;
  const policy = (name: string, value: boolean): string[] => ["-F", `deployment_branch_policy[${name}]=${String(value)}`];
  const variable = (name: string, value: string, ...where: readonly string[]): string[] => [
    ...["variable", "set", name, "--repo", repository, ...where, "--body", value],
  ];
  const all = [
    [
      "api",
      "--silent",
      "--method",
      "PUT",
      place,
      ...policy("protected_branches", false),
      ...policy("custom_branch_policies", true),
    ],
    ["api", "--silent", "--method", "POST", `${place}/deployment-branch-policies`, "-f", `name=${branch}`],
    variable("TF_STATE_BUCKET", values.stateBucket),
    variable("AWS_REGION", values.region),
    variable("PERMISSIONS_BOUNDARY", values.permissionsBoundary),
    variable("AWS_READ_ROLE_ARN", values.readRole),
    variable("AWS_ROLE_ARN", values.deployRole, "--env", environment),
  ];
  return all.map((args) => commandLine({ file: "gh", args }));
}
