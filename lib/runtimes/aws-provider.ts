import type { ManagedRuntimeName } from "./managed-runtimes";

/**
 * The first version of Terraform's AWS provider that knows a runtime, where the oldest that this project takes (5.100.0) does not.
 * Source: https://github.com/hashicorp/terraform-provider-aws/pull/45024 (seen 2026-11).
 */
export const firstAwsProvider: Readonly<Partial<Record<ManagedRuntimeName, string>>> = {
  "python3.14": "6.20.0",
};
