import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { preferLogicalId } from "./logical-id";

/** The role a function runs as: a resource of this app, or a data source that names one made elsewhere. */
export interface ExecutionRole extends ITerraformDependable {
  readonly arn: string;
  readonly name: string;
}

const trustLambda = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});

/**
 * A role that only Lambda may assume, with no rights yet. Its address is `aws_iam_role.<id>` at a stack's root.
 *
 * @param permissionsBoundary ARN of a managed policy: whatever rights the role is given, it has none that this does not allow
 */
export function lambdaRole(scope: Construct, id: string, name: string, permissionsBoundary?: string): IamRole {
  return new IamRole(scope, id, { name, assumeRolePolicy: trustLambda, permissionsBoundary });
}

/** One statement of a policy. */
export interface PolicyStatement {
  /** Its name: letters and digits. */
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  /** Whom a resource's own policy is about; a role's rights name nobody. */
  readonly Principal?: "*" | Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  /** What it is about; a role's trust names nothing. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as the value Terraform's `jsonencode` takes. */
export function policyDocument(...statements: readonly PolicyStatement[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

/** Gives a role one named set of rights: `aws_iam_role_policy.<id>`. */
export function grantRights(scope: Construct, id: string, role: ExecutionRole, policy: string): IamRolePolicy {
  const rights = new IamRolePolicy(scope, id, { name: id.replaceAll("_", "-"), role: role.name, policy });
  preferLogicalId(rights, "aws_iam_role_policy", id);
  return rights;
}
