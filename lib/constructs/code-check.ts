import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version";
import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";

/**
 * Has every plan and apply compare the sha256 of a deployed ZIP with the one Terraform deployed, and warn where they differ: `check.code_of_<id>`,
 * and of a layer `check.code_of_layer_<id>`. Without it, code that somebody changed, or that a failed apply left, is "No changes".
 *
 * A function's `last_modified` is unknown while an update of it is planned (provider 5.100.0), and is never empty: so a planned update is not taken
 * for drift, but compared once it is applied. Terraform then says "Check block assertion known after apply".
 *
 * An image needs none: the provider reads `image_uri` back, so that a plan shows another as a change.
 */
export class CodeCheck extends TerraformElement {
  constructor(
    scope: Construct,
    private readonly deployed: LambdaFunction | LambdaLayerVersion,
  ) {
    super(scope, "code_check");
  }

  /** Asked for when all names are settled. */
  override toTerraform(): object {
    const { friendlyUniqueId: id, terraformResourceType: type } = this.deployed;
    const address = `${type}.${id}`;
    const isFunction = this.deployed instanceof LambdaFunction;
    const same = `${address}.code_sha256 == ${address}.source_code_hash`;
    const assert = {
      condition: `\${${isFunction ? `${same} || ${address}.last_modified == ""` : same}}`,
      error_message: `What is deployed as ${address} is not what Terraform deployed: its sha256 is \${${address}.code_sha256}, and should be \${${address}.source_code_hash}. What differs: npm run drift. To put it right: npm run drift -- --repair`,
    };
    return { check: { [isFunction ? `code_of_${id}` : `code_of_layer_${id}`]: { assert } } };
  }
}
