import type { Login } from "../../lib/artifact/fetch/netrc";
import { asList, asTable, asText, type Table } from "../../lib/artifact/requirements/toml";
import { UserError } from "../../lib/errors/user-error";
import { type AwsAccess, sign } from "../aws/access";
import { send } from "../aws/send";
import { jsonTable } from "./json";
import type { RepositoryAddress } from "./registry-client";

/**
 * Where a repository of ECR is, and how to log in there. The emulator's registry is at its one endpoint, and asks nobody who they are.
 *
 * @param name such as `chat`, without account and region
 * @param address by which Terraform makes it: `aws_ecr_repository.chat`
 * @throws UserError where it does not exist, or may not be asked for
 */
export async function ecrRepository(access: AwsAccess, name: string, address?: string): Promise<RepositoryAddress> {
  const uri = await uriOf(access, name);
  if (uri === undefined) throw noRepository(name, access, address);
  if (access.endpoint !== undefined) return { registry: new URL(new URL(access.endpoint).origin), name };
  return { ...locateRepository(uri), findLogin: async () => ecrLogin(access) };
}

/** Makes a repository, unless it is there. */
export async function createRepository(access: AwsAccess, repositoryName: string): Promise<void> {
  await ask(access, "CreateRepository", { repositoryName }, "RepositoryAlreadyExistsException");
}

/** Where a repository is, by the URI that ECR gives: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/chat`. */
export function locateRepository(uri: string): Pick<RepositoryAddress, "registry" | "name"> {
  const [host = "", ...name] = uri.split("/");
  return { registry: new URL(`https://${host}`), name: name.join("/") };
}

/** Where a registry is ECR's: the region it is in; undefined for another one. */
export function ecrRegion(registry: URL): string | undefined {
  return /^\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(registry.hostname)?.[1];
}

/** Whether there is a repository of this name in the account and region. */
export async function ecrRepositoryExists(access: AwsAccess, name: string): Promise<boolean> {
  return (await uriOf(access, name)) !== undefined;
}

async function uriOf(access: AwsAccess, name: string): Promise<string | undefined> {
  const found = await ask(access, "DescribeRepositories", { repositoryNames: [name] }, "RepositoryNotFoundException");
  return asText(asTable(asList(found.repositories)[0]).repositoryUri);
}

/**
 * The login for all of the account's repositories in the region; it is valid for twelve hours.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
export async function ecrLogin(access: AwsAccess): Promise<Login> {
  const { authorizationData } = await ask(access, "GetAuthorizationToken", {});
  const token = asText(asTable(asList(authorizationData)[0]).authorizationToken) ?? "";
  const [username = "", password = ""] = Buffer.from(token, "base64").toString().split(/:(.*)/s);
  if (password === "") {
    throw new UserError({ what: "ECR gave no authorization token", where: access.region, fix: "run the same command again" });
  }
  return { username, password };
}

/**
 * Calls an operation of ECR (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/).
 *
 * @param expected the exception that is an answer too
 */
async function ask(access: AwsAccess, operation: string, input: object, expected?: string): Promise<Table> {
  const { region, endpoint } = access;
  const suffix = region.startsWith("cn-") ? ".cn" : "";
  const url = new URL(endpoint ?? `https://api.ecr.${region}.amazonaws.com${suffix}`);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${operation}`,
  };
  const answer = await send(await sign(access, "ecr", { method: "POST", url, headers, body: JSON.stringify(input) }));
  const body = jsonTable(answer.body);
  if (answer.status === 200 || (expected !== undefined && asText(body.__type)?.includes(expected) === true)) return body;
  const said = [body.__type, body.message ?? body.Message].map(asText).filter((text) => text !== undefined);
  throw new UserError({
    what: `ECR refuses ${operation} with ${[`status ${answer.status}`, ...said].join(", ")}`,
    where: url.host,
    fix: `check that the credentials are the right account's, and allow them ecr:${operation}`,
  });
}

function noRepository(
  name: string,
  { region, endpoint }: AwsAccess,
  address = "aws_ecr_repository.ID, with the function's id",
): UserError {
  return new UserError({
    what: `the repository ${name} does not exist yet`,
    where: endpoint === undefined ? `ECR in ${region}, in the account of these credentials` : `the emulator at ${endpoint}`,
    fix: `make it in the stack directory: terraform apply -target=${address}; then run the same command again`,
  });
}
