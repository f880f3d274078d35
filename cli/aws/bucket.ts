import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/**
 * Whether a bucket holds an object (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html). A bucket that is not there holds none.
 *
 * @throws UserError where the bucket is somebody else's, or in another region
 */
export async function holdsObject(access: AwsAccess, bucket: string, key: string): Promise<boolean> {
  const { endpoint, region } = access;
  const url = new URL(
    endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com/${key}` : `${endpoint}/${bucket}/${key}`,
  );
  const { status } = await send(await sign(access, "s3", { method: "HEAD", url, headers: {} }));
  if (status === 200) return true;
  if (status === 404) return false;
  const where = `s3://${bucket}/${key}`;
  if (status === 301 || status === 400)
    throw new UserError({
      what: `the bucket ${bucket} is in another region than ${region}`,
      where,
      fix: "export AWS_REGION=… as it was then",
    });
  throw new UserError({
    what: `S3 answered ${status}: the bucket ${bucket} is another account's, or these credentials may not read it`,
    where,
    fix: "sign in as whoever made it, or choose another name: --state-bucket NAME",
  });
}
