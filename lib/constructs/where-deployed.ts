import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import type { Construct } from "constructs";
import { preferLogicalId } from "./logical-id";

/** The parts of an ARN that Terraform knows where it runs: expressions. */
export interface WhereDeployed {
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly region: string;
  /** The account's number. */
  readonly account: string;
}

/** Asks Terraform where it deploys to, since no file says so. Once a scope. */
export function whereDeployed(scope: Construct): WhereDeployed {
  const partition = new DataAwsPartition(scope, "partition");
  preferLogicalId(partition, "aws_partition", "current");
  const region = new DataAwsRegion(scope, "region");
  preferLogicalId(region, "aws_region", "current");
  const account = new DataAwsCallerIdentity(scope, "account");
  preferLogicalId(account, "aws_caller_identity", "current");
  // data.aws_region's `name` is deprecated in provider 6, its `region` unknown to 5.100: `id` is the same in both.
  return { partition: partition.partition, region: region.id, account: account.accountId };
}
