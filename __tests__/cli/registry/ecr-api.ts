import type { IncomingMessage } from "node:http";
import { received, type RegistryAnswer } from "./registry-answer";
import { login } from "./registry-login";

/** What ECR's own API answers, for an account in eu-west-1. */
export async function ecrAnswer(incoming: IncomingMessage, repositories: Set<string>): Promise<RegistryAnswer> {
  const { repositoryNames, repositoryName = "" } = JSON.parse((await received(incoming)).content.toString()) as {
    repositoryNames?: string[];
    repositoryName?: string;
  };
  switch (incoming.headers["x-amz-target"]) {
    case "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories": {
      const [name = ""] = repositoryNames ?? [];
      if (!repositories.has(name)) return said(400, { __type: "RepositoryNotFoundException", message: `no ${name}` });
      return said(200, { repositories: [{ repositoryUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${name}` }] });
    }
    case "AmazonEC2ContainerRegistry_V20150921.CreateRepository":
      if (repositories.has(repositoryName))
        return said(400, { __type: "RepositoryAlreadyExistsException", message: "it is there" });
      repositories.add(repositoryName);
      return said(200, { repository: { repositoryName } });
    case "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken": {
      const authorizationToken = Buffer.from(`${login.username}:${login.password}`).toString("base64");
      return said(200, { authorizationData: [{ authorizationToken }] });
    }
    default:
      return said(400, { __type: "InvalidAction" });
  }
}

function said(status: number, answer: object): RegistryAnswer {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  return { status, headers, body: Buffer.from(JSON.stringify(answer)) };
}
