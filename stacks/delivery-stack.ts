import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Fn, TerraformOutput, TerraformStack, type TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { grantRights, policyDocument, type PolicyStatement } from "../lib/constructs/execution-role";
import { ProtectedBucket } from "../lib/constructs/protected-bucket";
import { shipProviderLock } from "../lib/constructs/provider-lock";
import { declareAwsProvider } from "../lib/constructs/providers";
import { keepState } from "../lib/constructs/state-backend";
import { whereDeployed, type WhereDeployed } from "../lib/constructs/where-deployed";
import { deployedResources } from "./delivery-resources";
import { deployRights, functionBoundary, readRights } from "./delivery-rights";
import { awsAudience, githubIssuer, trustBranch, trustEnvironment, type TrustedRepository } from "./delivery-trust";
import { declareDeliveryVariables, type DeliveryVariables } from "./delivery-variables";

export interface DeliveryStackProps {
  /** Name of the S3 bucket for this stack's own state: the one it makes. @default a file at the project's root */
  readonly stateBucket?: string;
}

/** What GitHub Actions needs to deploy the chat stack, made once an account by a person: buckets, roles that one repository may assume, and the boundary of the role that the function gets. */
export class DeliveryStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: DeliveryStackProps = {}) {
    super(scope, id);
    declareAwsProvider(this);
    keepState(this, { bucket: props.stateBucket });
    shipProviderLock(this);

    const variables = declareDeliveryVariables(this);
    const projectName = variables.projectName.stringValue;
    new ProtectedBucket(this, "state", { name: variables.stateBucket.stringValue, oldVersionDays: 90 });
    new ProtectedBucket(this, "artifacts", { name: variables.artifactBucket.stringValue, oldVersionDays: 30 });
    const where = whereDeployed(this);
    const provider = this.githubProvider(variables, where);
    const repository = trustedRepository(variables);
    const resources = deployedResources(
      projectName,
      where,
      variables.stateBucket.stringValue,
      variables.artifactBucket.stringValue,
    );
    const boundary = new IamPolicy(this, "boundary", {
      name: resources.boundaryName,
      description: `The most that the role of ${projectName}-chat may ever do`,
      policy: Fn.jsonencode(policyDocument(...functionBoundary(resources))),
    });
    const deploy = this.role(
      "deploy",
      projectName,
      provider,
      trustEnvironment(provider.arn, repository),
      deployRights(resources),
    );
    const read = this.role("read", projectName, provider, trustBranch(provider.arn, repository), readRights(resources));

    new TerraformOutput(this, "deploy_role_arn", { value: deploy.arn, description: "The role that deploys" });
    new TerraformOutput(this, "read_role_arn", { value: read.arn, description: "The role that compares, and changes nothing" });
    new TerraformOutput(this, "permissions_boundary_arn", {
      value: boundary.arn,
      description: "The policy that is the most the function's role may ever do",
    });
    new TerraformOutput(this, "settings", {
      value: Object.fromEntries(
        Object.values(variables).map((variable: TerraformVariable) => [variable.node.id, variable.value]),
      ),
      description: "The variables, so that the next run need not be told again",
    });
  }

  /** Its ARN is known beforehand, so that a plan shows whom the roles trust. */
  private githubProvider({ createOidcProvider }: DeliveryVariables, { partition, account }: WhereDeployed): GitHubProvider {
    const made = new IamOpenidConnectProvider(this, "github", {
      url: `https://${githubIssuer}`,
      clientIdList: [awsAudience],
    });
    made.addOverride("count", `\${${createOidcProvider.fqn} ? 1 : 0}`);
    return { made, arn: `arn:${partition}:iam::${account}:oidc-provider/${githubIssuer}` };
  }

  private role(
    id: string,
    projectName: string,
    provider: GitHubProvider,
    trust: PolicyStatement,
    rights: readonly PolicyStatement[],
  ): IamRole {
    const role = new IamRole(this, id, {
      name: `${projectName}-${id}`,
      assumeRolePolicy: Fn.jsonencode(policyDocument(trust)),
      dependsOn: [provider.made],
    });
    grantRights(this, `${id}_rights`, role, Fn.jsonencode(policyDocument(...rights)));
    return role;
  }
}

interface GitHubProvider {
  readonly arn: string;
  /** None of it, where the account has one. */
  readonly made: IamOpenidConnectProvider;
}

function trustedRepository(variables: DeliveryVariables): TrustedRepository {
  return {
    owner: variables.githubOwner.stringValue,
    ownerId: variables.githubOwnerId.stringValue,
    repository: variables.githubRepository.stringValue,
    repositoryId: variables.githubRepositoryId.stringValue,
    environment: variables.githubEnvironment.stringValue,
    branch: variables.githubBranch.stringValue,
  };
}
