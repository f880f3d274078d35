import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/**
 * The number of the account whose credentials these are (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 *
 * @throws UserError where AWS does not take the credentials
 */
export async function accountOf(access: AwsAccess): Promise<string> {
  const url = new URL("/", access.endpoint ?? `https://sts.${access.region}.amazonaws.com`);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const answer = await send(await sign(access, "sts", { method: "POST", url, headers, body }));
  const [, account] = /<Account>(\d{12})<\/Account>/.exec(answer.body) ?? [];
  if (answer.status === 200 && account !== undefined) return account;
  throw new UserError({
    what: `AWS does not say whose these credentials are: it answered ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.host,
    fix: "sign in again (aws sso login), or export AWS_PROFILE; the credentials must be those of a person who may make roles and buckets",
  });
}
