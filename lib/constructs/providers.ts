import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";

/** Terraform itself, and the providers of a stack: constraints wide enough for 5.100 and 6.x of the AWS provider. */
const versions = {
  terraform: ">= 1.10",
  aws: ">= 5.100.0, < 7.0.0",
  archive: "~> 2.7",
};

/**
 * Declares the AWS and archive providers of a stack. Region and credentials come from the environment, so that
 * they are in no file. The prebuilt bindings pin exact versions; this file is the one place that relaxes them.
 */
export function declareProviders(stack: TerraformStack): void {
  declareAwsProvider(stack);
  new ArchiveProvider(stack, "archive");
  stack.addOverride("terraform.required_providers.archive.version", versions.archive);
}

/** Declares the AWS provider of a stack that zips nothing. */
export function declareAwsProvider(stack: TerraformStack): void {
  new AwsProvider(stack, "aws");
  stack.addOverride("terraform.required_version", versions.terraform);
  stack.addOverride("terraform.required_providers.aws.version", versions.aws);
}
