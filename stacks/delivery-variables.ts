import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { refuseUnless } from "./refuse-unless";

/** The variables of the delivery stack: who deploys, from where, and what. */
export interface DeliveryVariables {
  readonly projectName: TerraformVariable;
  readonly stateBucket: TerraformVariable;
  readonly artifactBucket: TerraformVariable;
  readonly githubOwner: TerraformVariable;
  readonly githubOwnerId: TerraformVariable;
  readonly githubRepository: TerraformVariable;
  readonly githubRepositoryId: TerraformVariable;
  readonly githubEnvironment: TerraformVariable;
  readonly githubBranch: TerraformVariable;
  readonly createOidcProvider: TerraformVariable;
}

export function declareDeliveryVariables(scope: Construct): DeliveryVariables {
  return {
    projectName: text(scope, "project_name", {
      description: "The name of the stack that is deployed, with which the names of its resources begin.",
      default: "test-llms-demo",
      pattern: "[a-z][a-z0-9-]{1,38}[a-z0-9]",
      mustBe: "3 to 40 small letters, digits and hyphens, as in main.ts",
    }),
    stateBucket: bucket(
      scope,
      "state_bucket",
      "The bucket of the states, which this stack makes; no other account has one of this name.",
    ),
    artifactBucket: bucket(scope, "artifact_bucket", "The bucket of ZIPs of over 50 MB, which this stack makes."),
    // https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
    githubOwner: text(scope, "github_owner", {
      description: "The person or organization whose repository deploys, in GitHub's own capitals.",
      pattern: "[A-Za-z0-9][A-Za-z0-9_-]{0,38}",
      mustBe: "the owner's name on GitHub alone, without the repository",
    }),
    githubOwnerId: number(
      scope,
      "github_owner_id",
      "The owner's number, which stays when the name changes: gh api repos/OWNER/NAME --jq .owner.id",
    ),
    githubRepository: text(scope, "github_repository", {
      description: "The repository that deploys, without its owner, in GitHub's own capitals.",
      pattern: "[A-Za-z0-9._-]{1,100}",
      mustBe: "the repository's name on GitHub alone, without the owner",
    }),
    githubRepositoryId: number(
      scope,
      "github_repository_id",
      "The repository's number, which stays when the name changes: gh api repos/OWNER/NAME --jq .id",
    ),
    githubEnvironment: text(scope, "github_environment", {
      description: "The environment of the repository's settings that the deploying job names.",
      default: "test-llms-demo",
      pattern: "[A-Za-z0-9][A-Za-z0-9._-]{0,254}",
      mustBe: "letters, digits, dots, hyphens and underscores: a subject that GitHub signs spells any other character otherwise",
    }),
    githubBranch: text(scope, "github_branch", {
      description: "The branch that is deployed.",
      default: "main",
      pattern: "[A-Za-z0-9][A-Za-z0-9._/-]{0,243}",
      mustBe: "one branch, by its name alone, such as main",
    }),
    createOidcProvider: new TerraformVariable(scope, "create_oidc_provider", {
      type: "bool",
      description:
        "Whether this stack makes the account's OIDC provider for GitHub. An account has one at most: false where it is there.",
      default: true,
      nullable: false,
    }),
  };
}

interface Text {
  readonly description: string;
  readonly default?: string;
  /** The whole of it, as a regular expression: no wildcard of a policy gets through. */
  readonly pattern: string;
  readonly mustBe: string;
}

function text(scope: Construct, name: string, { description, default: fallback, pattern, mustBe }: Text): TerraformVariable {
  return new TerraformVariable(scope, name, {
    type: "string",
    description,
    default: fallback,
    ...refuseUnless(`can(regex("^${pattern}$", var.${name}))`, `${name} must be ${mustBe}.`),
  });
}

function bucket(scope: Construct, name: string, description: string): TerraformVariable {
  return text(scope, name, {
    description,
    pattern: "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
    mustBe: "3 to 63 small letters, digits and hyphens",
  });
}

/** As text: a number of Terraform's may be written as 1e+09. */
function number(scope: Construct, name: string, description: string): TerraformVariable {
  return text(scope, name, { description, pattern: "[1-9][0-9]{0,18}", mustBe: "a number, as GitHub's API has it" });
}
