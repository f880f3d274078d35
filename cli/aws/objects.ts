import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/**
 * The text of an object in S3.
 *
 * @returns undefined where there is none
 * @throws UserError where S3 refuses; without s3:ListBucket it refuses what is not there, too
 */
export async function objectText(access: AwsAccess, bucket: string, key: string): Promise<string | undefined> {
  const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  const url = new URL(`/${path}`, access.endpoint ?? `https://s3.${access.region}.amazonaws.com`);
  const answer = await send(await sign(access, "s3", { method: "GET", url, headers: {} }));
  if (answer.status === 404) return undefined;
  if (answer.status === 200) return answer.body;
  throw new UserError({
    what: `S3 refused GetObject with ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.href,
    fix: "check that the credentials may call s3:GetObject there and s3:ListBucket, and the region",
  });
}
