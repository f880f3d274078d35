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
  return ask<DeployedFunction>(access, "GetFunctionConfiguration", `${encodeURIComponent(name)}/configuration`);
}

/**
 * Where the ZIP of a function can be fetched, for ten minutes.
 *
 * @returns undefined where there is no such function, or it is an image
 * @throws UserError where Lambda refuses
 */
export async function codeLocation(access: AwsAccess, name: string): Promise<URL | undefined> {
  const found = await ask<{ readonly Code?: { readonly Location?: string } }>(access, "GetFunction", encodeURIComponent(name));
  const location = found?.Code?.Location;
  return location === undefined ? undefined : new URL(location);
}

async function ask<T>(access: AwsAccess, operation: string, path: string): Promise<T | undefined> {
  const url = new URL(`/2015-03-31/functions/${path}`, access.endpoint ?? `https://lambda.${access.region}.amazonaws.com`);
  const answer = await send(await sign(access, "lambda", { method: "GET", url, headers: {} }));
  if (answer.status === 404) return undefined;
  if (answer.status === 200) return JSON.parse(answer.body) as T;
  throw new UserError({
    what: `Lambda refused ${operation} with ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.host,
    fix: `check that the credentials may call lambda:${operation}, and the region`,
  });
}
