import { AwsV4Signer } from "aws4fetch";
import { UserError } from "../../lib/errors/user-error";

/** Keys to sign a request with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** AWS, or the emulator: where its services answer, and who asks. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  /** Of every service. @default AWS's own */
  readonly endpoint?: string;
}

/** A request ready to be sent. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The credentials the AWS SDKs would use: environment, profile, single sign-on, role. */
export async function personsCredentials(): Promise<Credentials> {
  try {
    // Loaded where it is needed: it takes longer than all the rest of most commands.
    const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
    return await defaultProvider()();
  } catch (error) {
    throw new UserError(
      {
        what: "no AWS credentials were found",
        fix: "sign in (aws sso login), or export AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
      },
      { cause: error },
    );
  }
}

/** Signs a request with Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). */
export async function sign(
  { region, credentials }: AwsAccess,
  service: string,
  request: Omit<SignedRequest, "headers"> & { readonly headers: Readonly<Record<string, string>> },
): Promise<SignedRequest> {
  const { url, method, headers, body } = request;
  const signer = new AwsV4Signer({
    ...(await credentials()),
    region,
    service,
    url: url.href,
    method,
    headers: { ...headers },
    body,
  });
  const signed = await signer.sign();
  return { method, url, body, headers: Object.fromEntries(signed.headers) };
}
