import { conditional, Fn, TerraformLocal, Token, type TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument } from "./execution-role";
import { preferLogicalId } from "./logical-id";
import type { PythonFunction } from "./python-function";
import { whereDeployed } from "./where-deployed";

/**
 * Ids of inference profiles start with where they route to (`us.`, `eu.`, `apac.`, `global.`, …), which no provider of models is named.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html (seen 2026-11).
 */
const inferenceProfile = "^([a-z]{2}|us-gov|apac|global)[.]";

/** A model of Amazon Bedrock, named by the id of a foundation model or of a system-defined inference profile. */
export class BedrockModel extends Construct {
  /**
   * The model whose id a Terraform variable holds, which need not be known before the plan.
   *
   * @param id of the construct; a stack with two models gives each its own
   */
  static named(scope: Construct, modelId: TerraformVariable, id = "model"): BedrockModel {
    return new BedrockModel(scope, id, modelId.stringValue);
  }

  private policy: string | undefined;

  private constructor(
    scope: Construct,
    id: string,
    /** As Bedrock's API takes it. */
    readonly modelId: string,
  ) {
    super(scope, id);
  }

  /** Lets a function invoke this model, and no other. */
  grantInvoke(fn: PythonFunction): void {
    this.policy ??= this.invokePolicy();
    fn.grant(`${fn.node.id}_${this.node.id}`, this.policy);
  }

  /**
   * A plain model may be invoked in the deployment's own region. Through a profile Bedrock picks the region, so the same model is
   * allowed in every region, but only on behalf of that profile.
   */
  private invokePolicy(): string {
    const { partition, region, account } = whereDeployed(this);
    const isProfile = new TerraformLocal(this, "is_profile", Fn.can(Fn.regex(inferenceProfile, this.modelId)));
    preferLogicalId(isProfile, "local", "model_is_inference_profile");
    const foundationModel = new TerraformLocal(this, "foundation_model", Fn.replace(this.modelId, `/${inferenceProfile}/`, ""));
    preferLogicalId(foundationModel, "local", "foundation_model_id");

    const profileArn = `arn:${partition}:bedrock:${region}:${account}:inference-profile/${this.modelId}`;
    const modelArn = (where: string): string => `arn:${partition}:bedrock:${where}::foundation-model/${foundationModel.asString}`;
    const Action = ["bedrock:InvokeModel"];
    const throughProfile = policyDocument(
      { Effect: "Allow", Action, Resource: profileArn },
      {
        Effect: "Allow",
        Action,
        Resource: modelArn("*"),
        Condition: { StringEquals: { "bedrock:InferenceProfileArn": profileArn } },
      },
    );
    const directly = policyDocument({ Effect: "Allow", Action, Resource: modelArn(region) });
    return Token.asString(conditional(isProfile.expression, Fn.jsonencode(throughProfile), Fn.jsonencode(directly)));
  }
}
