import { Testing, TerraformStack } from "cdktf";
import { declareProviders } from "../../../lib/constructs/providers";
import { locateZip } from "../../../lib/constructs/zip-location";
import { testingApp } from "../../testing-app";

const large = { path: "lambda_packages/report_function.zip", sha256: "ab".repeat(32), bytes: 60_000_000 };

interface WithBuckets {
  readonly resource: { readonly aws_s3_bucket: Readonly<Record<string, { readonly bucket_prefix: string }>> };
}

function prefixIn(id: string): string | undefined {
  const stack = new TerraformStack(testingApp(), id);
  declareProviders(stack);
  locateZip(stack, large);
  const { resource } = JSON.parse(Testing.synth(stack, true)) as WithBuckets;
  return resource.aws_s3_bucket.lambda_packages?.bucket_prefix;
}

test.each([
  ["test-llms-demo", "test-llms-demo-"],
  ["Orders_API", "orders-api-"],
  ["--a..b--", "a-b-"],
  ["a-stack-with-a-name-that-is-longer-than-a-bucket-may-have", "a-stack-with-a-name-that-is-longer-t-"],
  ["stacks-of-thirty-five-characters--x", "stacks-of-thirty-five-characters-x-"],
  ["ünïcödé", "n-c-d-"],
  ["語", "lambda-packages-"],
])("the bucket of the stack %s begins with %s", (id, prefix) => {
  expect(prefixIn(id)).toBe(prefix);
  expect(prefix).toMatch(/^[a-z0-9][a-z0-9-]{0,35}-$|^$/);
});

test("the bucket of each stack is its own", () => {
  const app = testingApp();
  for (const id of ["first", "second"]) {
    const stack = new TerraformStack(app, id);
    declareProviders(stack);
    locateZip(stack, large);
    expect(JSON.parse(Testing.synth(stack, true))).toMatchObject({
      resource: { aws_s3_bucket: { lambda_packages: { bucket_prefix: `${id}-` } } },
    });
  }
});
