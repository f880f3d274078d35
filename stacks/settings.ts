import { UserError } from "../lib/errors/user-error";
import type { ChatStackProps } from "./chat-stack";

/**
 * What the environment says of a deployment. The region is read by Terraform from there, and is in no file; here it is only looked
 * for, so that one who forgot it learns so now and not from a provider's error.
 *
 * @throws UserError where a state bucket is named and no region: `terraform init` would need it
 */
export function settingsFrom(env: NodeJS.ProcessEnv): ChatStackProps {
  const stateBucket = env["TF_STATE_BUCKET"] || undefined;
  if (!env["AWS_REGION"] && !env["AWS_DEFAULT_REGION"]) {
    const fix = "export AWS_REGION=us-east-1 (or another)";
    if (stateBucket !== undefined)
      throw new UserError({ what: "no AWS region is set, and terraform init needs one", where: "AWS_REGION", fix });
    console.error(`note: no AWS region is set; before terraform plan or cdktf deploy: ${fix}`);
  }
  return { stateBucket };
}
