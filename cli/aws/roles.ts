import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/**
 * Whether there is a role of this name (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html).
 *
 * @throws UserError where IAM refuses
 */
export async function roleExists(access: AwsAccess, name: string): Promise<boolean> {
  // IAM is one for all regions, and its requests are signed for this one.
  const everywhere = { ...access, region: "us-east-1" };
  const url = new URL(access.endpoint ?? "https://iam.amazonaws.com");
  const body = new URLSearchParams({ Action: "GetRole", Version: "2010-05-08", RoleName: name }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await send(await sign(everywhere, "iam", { method: "POST", url, headers, body }));
  if (answer.status === 200) return true;
  if (answer.status === 404) return false;
  throw new UserError({
    what: `IAM refused GetRole with ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.host,
    fix: "check that the credentials may call iam:GetRole",
  });
}
