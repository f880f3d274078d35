import { githubIssuer, trustBranch, trustEnvironment } from "../../stacks/delivery-trust";
import { type Claims, trusts } from "./evaluate-trust";

const provider = `arn:aws:iam::111122223333:oidc-provider/${githubIssuer}`;
const repository = {
  owner: "acme",
  ownerId: "1001",
  repository: "chat",
  repositoryId: "2002",
  environment: "test-llms-demo",
  branch: "main",
};
const deploy = trustEnvironment(provider, repository);
const read = trustBranch(provider, repository);

const right = {
  iss: `https://${githubIssuer}`,
  aud: "sts.amazonaws.com",
  sub: "repo:acme/chat:environment:test-llms-demo",
  ref: "refs/heads/main",
  repository: "acme/chat",
  repository_id: "2002",
  repository_owner_id: "1001",
  environment: "test-llms-demo",
};
const withoutEnvironment = less("environment", { ...right, sub: "repo:acme/chat:ref:refs/heads/main" });

function less(name: string, claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([other]) => other !== name));
}

interface Case {
  readonly token: string;
  readonly claims: Claims;
  readonly deploys?: true;
  readonly reads?: true;
}

const cases: readonly Case[] = [
  { token: "the branch in the environment, by names", claims: right, deploys: true, reads: true },
  {
    token: "the branch in the environment, by names and numbers",
    claims: { ...right, sub: "repo:acme@1001/chat@2002:environment:test-llms-demo" },
    deploys: true,
    reads: true,
  },
  { token: "the branch in no environment, by names", claims: withoutEnvironment, reads: true },
  {
    token: "the branch in no environment, by names and numbers",
    claims: { ...withoutEnvironment, sub: "repo:acme@1001/chat@2002:ref:refs/heads/main" },
    reads: true,
  },
  { token: "another branch in the environment", claims: { ...right, ref: "refs/heads/feature" } },
  { token: "a tag of the branch's name", claims: { ...right, ref: "refs/tags/main" } },
  {
    token: "another branch in no environment",
    claims: { ...withoutEnvironment, ref: "refs/heads/feature", sub: "repo:acme/chat:ref:refs/heads/feature" },
  },
  {
    token: "another environment",
    claims: { ...right, environment: "playground", sub: "repo:acme/chat:environment:playground" },
  },
  {
    token: "an environment that begins as the right one",
    claims: { ...right, environment: "test-llms-demo2", sub: "repo:acme/chat:environment:test-llms-demo2" },
  },
  {
    token: "another repository of the owner",
    claims: { ...right, repository_id: "2003", sub: "repo:acme/other:environment:test-llms-demo" },
  },
  {
    token: "a repository that took over the name",
    claims: { ...right, repository_id: "9999" },
  },
  {
    token: "another owner",
    claims: { ...right, repository_id: "2004", sub: "repo:mallory/chat:environment:test-llms-demo" },
  },
  {
    token: "an owner who took over the name, by names and numbers",
    claims: { ...right, repository_id: "9999", sub: "repo:acme@9998/chat@9999:environment:test-llms-demo" },
  },
  {
    token: "a fork",
    claims: { ...right, repository_id: "3003", sub: "repo:somebody/chat:environment:test-llms-demo" },
  },
  {
    token: "a pull request",
    claims: less("environment", { ...right, ref: "refs/pull/7/merge", sub: "repo:acme/chat:pull_request" }),
  },
  { token: "a pull request in the environment", claims: { ...right, ref: "refs/pull/7/merge" } },
  { token: "no audience", claims: less("aud", right) },
  { token: "another audience", claims: { ...right, aud: "https://github.com/acme" } },
  { token: "no subject", claims: less("sub", right) },
  { token: "no ref", claims: less("ref", right) },
  { token: "no number of the repository", claims: less("repository_id", right) },
  { token: "a wildcard for a subject", claims: { ...right, sub: "repo:acme/chat:*" } },
  { token: "a wildcard for a ref", claims: { ...right, ref: "refs/heads/*" } },
  { token: "capitals of its own", claims: { ...right, sub: "repo:Acme/chat:environment:test-llms-demo" } },
];

test.each(cases)("a token of $token", ({ claims, deploys = false, reads = false }) => {
  expect({ deploys: trusts(deploy, githubIssuer, claims), reads: trusts(read, githubIssuer, claims) }).toEqual({
    deploys,
    reads,
  });
});

test("the environment's claim must be there for the role that deploys, whatever the subject says", () => {
  expect(trusts(deploy, githubIssuer, less("environment", right))).toBe(false);
});

test("a token of another issuer is not GitHub's, whatever it says", () => {
  expect(trusts(deploy, "token.example.com", right)).toBe(false);
});

test.each([
  ["deploys", deploy],
  ["reads", read],
])("each condition of the role that %s keeps somebody out", (_what, statement) => {
  for (const key of Object.keys(statement.Condition?.["StringEquals"] ?? {})) {
    const claim = key.slice(githubIssuer.length + 1);
    expect([claim, trusts(statement, githubIssuer, { ...right, [claim]: "another" })]).toEqual([claim, false]);
  }
});

test("no condition has a wildcard, nor an operator that knows them", () => {
  for (const { Condition } of [deploy, read]) {
    expect(Object.keys(Condition ?? {})).toEqual(["StringEquals"]);
    expect(JSON.stringify(Condition)).not.toMatch(/[*?]/);
  }
});
