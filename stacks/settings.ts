import { UserError } from "../lib/errors/user-error";
import type { ChatStackProps } from "./chat-stack";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const policyArn = /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/;

/**
 * What the environment says of a deployment. The region is read by Terraform from there, and is in no file; here it is only looked
 * for, so that one who forgot it learns so now and not from a provider's error.
 *
 * @throws UserError where a state bucket is named and no region: `terraform init` would need it; or a boundary that is no policy's ARN
 */
export function settingsFrom(env: NodeJS.ProcessEnv): ChatStackProps {
  const stateBucket = env["TF_STATE_BUCKET"] || undefined;
  if (!env["AWS_REGION"] && !env["AWS_DEFAULT_REGION"]) {
    const fix = "export AWS_REGION=us-east-1 (or another)";
    if (stateBucket !== undefined)
      throw new UserError({ what: "no AWS region is set, and terraform init needs one", where: "AWS_REGION", fix });
    console.error(`note: no AWS region is set; before terraform plan or cdktf deploy: ${fix}`);
  }
  const permissionsBoundary = env["PERMISSIONS_BOUNDARY"] || undefined;
  if (permissionsBoundary !== undefined && !policyArn.test(permissionsBoundary)) {
    throw new UserError({
      what: `${JSON.stringify(permissionsBoundary)} is not the ARN of a policy`,
      where: "PERMISSIONS_BOUNDARY",
      fix: "give the ARN as npm run bootstrap prints it, such as arn:aws:iam::111122223333:policy/test-llms-demo-lambda-boundary; or unset it",
    });
  }
  return { stateBucket, permissionsBoundary };
}
