import { UserError } from "../../lib/errors/user-error";
import { sign, type AwsAccess } from "./access";
import { send } from "./send";

/** What Lambda says of a deployed function (https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html). */
export interface DeployedFunction {
  /** sha256 of its ZIP in base64; of an image, its digest in hexadecimal. */
  readonly CodeSha256: string;
  readonly Runtime?: string;
  /** ISO 8601, with milliseconds. */
  readonly LastModified?: string;
  /** MB. */
  readonly MemorySize?: number;
  /** Seconds. */
  readonly Timeout?: number;
  readonly Layers?: readonly { readonly Arn: string; readonly CodeSize?: number }[];
  readonly RuntimeVersionConfig?: { readonly RuntimeVersionArn?: string };
}

/**
 * Asks Lambda for a function's configuration.
 *
 * @returns undefined where there is no such function
 * @throws UserError where Lambda refuses
 */
export async function deployedFunction(access: AwsAccess, name: string): Promise<DeployedFunction | undefined> {
  const url = new URL(
    `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`,
    access.endpoint ?? `https://lambda.${access.region}.amazonaws.com`,
  );
  const answer = await send(await sign(access, "lambda", { method: "GET", url, headers: {} }));
  if (answer.status === 404) return undefined;
  if (answer.status === 200) return JSON.parse(answer.body) as DeployedFunction;
  throw new UserError({
    what: `Lambda refused GetFunctionConfiguration with ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.host,
    fix: "check that the credentials may call lambda:GetFunctionConfiguration, and the region",
  });
}
