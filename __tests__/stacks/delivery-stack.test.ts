import { Testing } from "cdktf";
import { DeliveryStack, type DeliveryStackProps } from "../../stacks/delivery-stack";
import { testingApp } from "../testing-app";

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

interface Synthesized {
  readonly data: Blocks;
  readonly resource: Blocks;
  readonly output: Readonly<Record<string, { value: unknown }>>;
  readonly variable: Readonly<
    Record<
      string,
      { type: string; default?: unknown; nullable: boolean; validation?: { condition: string; error_message: string }[] }
    >
  >;
  readonly terraform: { backend: unknown; required_providers: unknown };
}

function synthesized(props: DeliveryStackProps = {}): { text: string; json: Synthesized } {
  const text = Testing.synth(new DeliveryStack(testingApp(), "delivery", props), true);
  return { text, json: JSON.parse(text) as Synthesized };
}

const { text, json } = synthesized();

describe.each(["state", "artifacts"])("the bucket aws_s3_bucket.%s", (name) => {
  const of = (type: string): Readonly<Record<string, unknown>> | undefined => json.resource[type]?.[name];

  test("is not destroyed by Terraform", () => {
    expect(of("aws_s3_bucket")?.["lifecycle"]).toEqual({ prevent_destroy: true });
  });

  test("is versioned and encrypted", () => {
    expect(of("aws_s3_bucket_versioning")?.["versioning_configuration"]).toEqual({ status: "Enabled" });
    expect(of("aws_s3_bucket_server_side_encryption_configuration")?.["rule"]).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
  });

  test("is closed to the public", () => {
    expect(of("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("refuses whatever does not come by TLS", () => {
    const policy = String(of("aws_s3_bucket_policy")?.["policy"]);
    expect(policy).toContain('"Effect" = "Deny", "Principal" = "*", "Action" = ["s3:*"]');
    expect(policy).toContain(`"Resource" = [aws_s3_bucket.${name}.arn, "\${aws_s3_bucket.${name}.arn}/*"]`);
    expect(policy).toContain('"Condition" = {"Bool" = {"aws:SecureTransport" = "false"}}');
    expect(policy).not.toContain("Allow");
  });

  test("lets old versions expire, and no current one", () => {
    const [rule, ...others] = of("aws_s3_bucket_lifecycle_configuration")?.["rule"] as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ status: "Enabled", filter: [{ prefix: "" }] });
    expect(rule?.["noncurrent_version_expiration"]).toEqual([{ noncurrent_days: name === "state" ? 90 : 30 }]);
    expect(rule).not.toHaveProperty("expiration");
  });
});

describe("the OIDC provider", () => {
  test("is GitHub's, for tokens that are for AWS, and made only where the account has none", () => {
    expect(json.resource["aws_iam_openid_connect_provider"]?.["github"]).toEqual({
      url: "https://token.actions.githubusercontent.com",
      client_id_list: ["sts.amazonaws.com"],
      count: "${var.create_oidc_provider ? 1 : 0}",
    });
  });

  test.each(["deploy", "read"])("is whom aws_iam_role.%s trusts, by an ARN that is known before it is made", (role) => {
    const trust = String(json.resource["aws_iam_role"]?.[role]?.["assume_role_policy"]);
    expect(trust).toContain(
      '"Federated" = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/token.actions.githubusercontent.com"',
    );
  });
});

test("the boundary of the function's role is a policy by the name that the role which deploys is held to", () => {
  const policies = json.resource["aws_iam_policy"] ?? {};
  expect(Object.keys(policies)).toEqual(["boundary"]);
  expect(policies["boundary"]).toMatchObject({ name: "${var.project_name}-lambda-boundary" });
  expect(String(json.resource["aws_iam_role_policy"]?.["deploy_rights"]?.["policy"])).toContain(
    '"iam:PermissionsBoundary" = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:policy/${var.project_name}-lambda-boundary"',
  );
  expect(json.output["permissions_boundary_arn"]?.value).toBe("${aws_iam_policy.boundary.arn}");
});

describe("the roles", () => {
  test("have one policy each, and none that AWS manages", () => {
    expect(Object.keys(json.resource["aws_iam_role_policy"] ?? {}).sort()).toEqual(["deploy_rights", "read_rights"]);
    expect(Object.keys(json.resource).filter((type) => type.includes("attachment"))).toEqual([]);
    expect(text).not.toContain("AdministratorAccess");
    expect(text).not.toContain("managed_policy_arns");
  });

  test("are what the outputs name", () => {
    expect(json.output).toMatchObject({
      deploy_role_arn: { value: "${aws_iam_role.deploy.arn}" },
      read_role_arn: { value: "${aws_iam_role.read.arn}" },
    });
  });
});

describe("the variables", () => {
  const matcher = (name: string): RegExp => {
    const condition = json.variable[name]?.validation?.[0]?.condition ?? "";
    const [, pattern = ""] = /regex\("(.*)", var\.\w+\)/.exec(condition) ?? [];
    return new RegExp(pattern);
  };

  test.each(Object.keys(json.variable))("var.%s may not be null, and a message about it names it", (name) => {
    const { nullable, validation = [], type } = json.variable[name] ?? {};
    expect(nullable).toBe(false);
    expect(type === "bool" || validation.length > 0).toBe(true);
    for (const { error_message } of validation) expect(error_message).toMatch(new RegExp(`^${name} must be .*[.]$`));
  });

  test("are all in an output, so that the next run need not be told again", () => {
    const expected = Object.keys(json.variable).map((name) => [name, `\${var.${name}}`]);
    expect(json.output["settings"]?.value).toEqual(Object.fromEntries(expected));
  });

  test("have defaults that they let through, but for what only the person knows", () => {
    const withDefault = Object.entries(json.variable).filter(([, variable]) => variable.default !== undefined);
    expect(withDefault.map(([name, variable]) => [name, variable.default])).toEqual([
      ["create_oidc_provider", true],
      ["github_branch", "main"],
      ["github_environment", "test-llms-demo"],
      ["project_name", "test-llms-demo"],
    ]);
    for (const [name, variable] of withDefault) expect(String(variable.default)).toMatch(matcher(name));
  });

  test.each([
    ["github_owner", "acme-2"],
    ["github_owner", "acme_corp"],
    ["github_repository", "chat.backend_1"],
    ["github_repository_id", "1234567890"],
    ["github_branch", "release/2.x"],
    ["project_name", "test-llms-demo"],
    ["state_bucket", "acme-state"],
  ])("%s = %p is let through", (name, value) => {
    expect(value).toMatch(matcher(name));
  });

  test.each([
    ["github_owner", "acme/chat"],
    ["github_owner", "*"],
    ["github_owner", ""],
    ["github_repository", "acme/chat"],
    ["github_repository", "chat*"],
    ["github_repository_id", "0"],
    ["github_repository_id", "12a"],
    ["github_repository_id", "${aws:username}"],
    ["github_owner_id", "-1"],
    ["github_environment", "prod:main"],
    ["github_environment", "*"],
    ["github_environment", "two words"],
    ["github_branch", "*"],
    ["github_branch", "refs?"],
    ["github_branch", "/main"],
    ["project_name", "Demo"],
    ["project_name", "demo-"],
    ["project_name", "a".repeat(41)],
    ["state_bucket", "s3://acme"],
    ["artifact_bucket", "Acme"],
  ])("%s = %p is refused", (name, value) => {
    expect(value).not.toMatch(matcher(name));
  });
});

describe("Terraform's settings", () => {
  test("it zips nothing, and needs the AWS provider alone", () => {
    expect(json.terraform.required_providers).toEqual({ aws: { source: "aws", version: ">= 5.100.0, < 7.0.0" } });
  });

  test("its state is a file at the project's root at first, and in the bucket it has made from then on", () => {
    expect(json.terraform.backend).toEqual({ local: { path: "../../../terraform.delivery.tfstate" } });
    expect(synthesized({ stateBucket: "acme-state" }).json.terraform.backend).toEqual({
      s3: { bucket: "acme-state", key: "delivery/terraform.tfstate", encrypt: true, use_lockfile: true },
    });
  });

  test("no region, account or absolute path is in the JSON", () => {
    expect(text).not.toMatch(/\b[a-z]{2}-[a-z]+-\d\b|\b\d{12}\b/);
    expect(text).not.toContain(process.cwd());
  });
});
