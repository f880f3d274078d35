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
  return ask<DeployedFunction>(
    access,
    "GetFunctionConfiguration",
    `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`,
  );
}

/** The code of a deployed function or layer. */
export interface RunningCode {
  /** Of a ZIP its sha256 in base64, as Terraform's `source_code_hash`; of an image its digest, `sha256:…`. */
  readonly code: string;
  /** When it, or the function's configuration, was last changed: ISO 8601. */
  readonly since?: string;
  /** Where the ZIP can be fetched, for ten minutes; absent of an image. */
  readonly location?: URL;
}

/**
 * The code that a function runs.
 *
 * @returns undefined where there is no such function
 * @throws UserError where Lambda refuses
 */
export async function runningCode(access: AwsAccess, name: string): Promise<RunningCode | undefined> {
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}`;
  const found = await ask<{ readonly Configuration: DeployedFunction; readonly Code?: CodeAnswer }>(access, "GetFunction", path);
  if (found === undefined) return undefined;
  const { Code: { ResolvedImageUri, ImageUri, Location } = {}, Configuration } = found;
  const [, digest] = (ResolvedImageUri ?? ImageUri ?? "").split("@");
  return {
    code: digest ?? Configuration.CodeSha256,
    ...(Configuration.LastModified === undefined ? {} : { since: Configuration.LastModified }),
    ...(Location === undefined ? {} : { location: new URL(Location) }),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html */
interface CodeAnswer {
  readonly Location?: string;
  readonly ImageUri?: string;
  readonly ResolvedImageUri?: string;
}

/**
 * The content of a version of a layer.
 *
 * @param arn `arn:aws:lambda:eu-west-1:123456789012:layer:NAME:VERSION`
 * @returns undefined where there is no such version
 * @throws UserError where Lambda refuses
 */
export async function layerCode(access: AwsAccess, arn: string): Promise<RunningCode | undefined> {
  const [version = "", name = ""] = arn.split(":").reverse();
  const path = `/2018-10-31/layers/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
  const found = await ask<{ readonly Content: { readonly CodeSha256: string }; readonly CreatedDate: string }>(
    access,
    "GetLayerVersion",
    path,
  );
  return found === undefined ? undefined : { code: found.Content.CodeSha256, since: found.CreatedDate };
}

/** The ids of the statements by which a function lets others call it; none where there is no such function. */
export async function statementIds(access: AwsAccess, name: string): Promise<string[]> {
  const found = await ask<{ readonly Policy: string }>(
    access,
    "GetPolicy",
    `/2015-03-31/functions/${encodeURIComponent(name)}/policy`,
  );
  const { Statement } = JSON.parse(found?.Policy ?? '{"Statement":[]}') as {
    readonly Statement: readonly { readonly Sid?: string }[];
  };
  return Statement.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
}

async function ask<T>(access: AwsAccess, operation: string, path: string): Promise<T | undefined> {
  const url = new URL(path, access.endpoint ?? `https://lambda.${access.region}.amazonaws.com`);
  const answer = await send(await sign(access, "lambda", { method: "GET", url, headers: {} }));
  if (answer.status === 404) return undefined;
  if (answer.status === 200) return JSON.parse(answer.body) as T;
  throw new UserError({
    what: `Lambda refused ${operation} with ${answer.status}: ${answer.body.slice(0, 300)}`,
    where: url.host,
    fix: `check that the credentials may call lambda:${operation}, and the region`,
  });
}
