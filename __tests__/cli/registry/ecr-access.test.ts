import type { AwsAccess } from "../../../cli/aws/access";
import { createRepository, ecrLogin, ecrRepository, locateRepository } from "../../../cli/registry/ecr-access";
import { login } from "./registry-login";
import type { RegistryServer } from "./registry-server";
import { errorOf, withRegistry } from "./with-registry";

function accessTo({ url }: RegistryServer): AwsAccess {
  const credentials = { accessKeyId: "canary-key", secretAccessKey: "canary-secret" };
  return { region: "eu-west-1", endpoint: url.origin, credentials: () => Promise.resolve(credentials) };
}

const traits = { ecrRepositories: ["team/chat"] };

test("the emulator's repositories are at the emulator, and want no login", async () => {
  await withRegistry(traits, async (registry) => {
    expect(await ecrRepository(accessTo(registry), "team/chat")).toEqual({ registry: registry.url, name: "team/chat" });
  });
});

test("AWS's repositories are where their URI says, by https", () => {
  const { registry, name } = locateRepository("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/chat");
  expect([registry.href, name]).toEqual(["https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/", "team/chat"]);
});

test("a repository is made where there is none, and left alone where there is", async () => {
  await withRegistry(traits, async (registry) => {
    for (const name of ["team/new", "team/new", "team/chat"]) await createRepository(accessTo(registry), name);
    expect(await ecrRepository(accessTo(registry), "team/new")).toEqual({ registry: registry.url, name: "team/new" });
  });
});

test("the login is what ECR's token says", async () => {
  await withRegistry(traits, async (registry) => {
    expect(await ecrLogin(accessTo(registry))).toEqual(login);
  });
});

test("requests to ECR are signed for it, in the region", async () => {
  await withRegistry(traits, async (registry) => {
    await ecrLogin(accessTo(registry));
    expect(registry.seen[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=canary-key\/\d{8}\/eu-west-1\/ecr\/aws4_request/,
    );
  });
});

test("a repository that does not exist yet is said with what creates it", async () => {
  await withRegistry(traits, async (registry) => {
    expect(await errorOf(registry, async () => ecrRepository(accessTo(registry), "team/other", "aws_ecr_repository.other")))
      .toMatchInlineSnapshot(`
      "UserError
      the repository team/other does not exist yet
        where: the emulator at http://REGISTRY
        fix:   make it in the stack directory: terraform apply -target=aws_ecr_repository.other; then run the same command again"
    `);
  });
});

test("what ECR refuses is said with its own words, and with what to allow", async () => {
  await withRegistry(traits, async (registry) => {
    const body = '{"__type":"AccessDeniedException","Message":"User: me is not authorized to perform: ecr:DescribeRepositories"}';
    registry.fail({ method: "POST", path: /^\/$/, does: { kind: "status", status: 400, body } });
    const error = await errorOf(registry, async () => ecrRepository(accessTo(registry), "team/chat"));
    expect(error).toContain(
      "ECR refuses DescribeRepositories with status 400, AccessDeniedException, User: me is not authorized",
    );
    expect(error).toContain("allow them ecr:DescribeRepositories");
    expect(error).not.toContain("canary");
  });
});
