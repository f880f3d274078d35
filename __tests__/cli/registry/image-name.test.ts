import { ecrRegion } from "../../../cli/registry/ecr-access";
import { locateImage } from "../../../cli/registry/image-name";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const variable = "LAMBDA_CONTAINER_BASE_REGISTRY";

test.each([
  ["public.ecr.aws/lambda/python:3.11", "https://public.ecr.aws/", "lambda/python", "3.11"],
  [`public.ecr.aws/lambda/python@${digest}`, "https://public.ecr.aws/", "lambda/python", digest],
  [`public.ecr.aws/lambda/python:3.11@${digest}`, "https://public.ecr.aws/", "lambda/python", digest],
  ["registry.example:8443/a:1", "https://registry.example:8443/", "a", "1"],
  ["127.0.0.1:5000/lambda/python:3.11", "http://127.0.0.1:5000/", "lambda/python", "3.11"],
  ["localhost/lambda/python:3.11", "http://localhost/", "lambda/python", "3.11"],
  ["[::1]:5000/lambda/python:3.11", "http://[::1]:5000/", "lambda/python", "3.11"],
])("the image %s is at %s, in %s, as %s", (name, registry, repository, reference) => {
  const { registry: url, ...rest } = locateImage(name, {});
  expect([url.href, rest]).toEqual([registry, { repository, reference }]);
});

test.each([
  "python:3.11",
  "lambda/python:3.11",
  "public.ecr.aws/lambda/python",
  "public.ecr.aws/Lambda:1",
  "public.ecr.aws/../x:1",
  "https://public.ecr.aws/a:1",
  "",
])("the name %j is refused, with one that would do", (name) => {
  expect(() => locateImage(name, {})).toThrow(`"${name}" does not say where an image is`);
  expect(() => locateImage(name, {})).toThrow("public.ecr.aws/lambda/python:3.11");
});

test.each([
  ["http://127.0.0.1:5000", "http://127.0.0.1:5000/", "lambda/python", undefined],
  ["https://registry.example/", "https://registry.example/", "lambda/python", undefined],
  ["https://registry.example/ecr-public", "https://registry.example/", "ecr-public/lambda/python", undefined],
  [
    "https://me:p%40ss@registry.example/a/b/",
    "https://registry.example/",
    "a/b/lambda/python",
    { username: "me", password: "p@ss" },
  ],
])("with another registry, %s, the base is there", (other, registry, repository, login) => {
  const location = locateImage("public.ecr.aws/lambda/python:3.11", { [variable]: other });
  expect(location.registry.href).toBe(registry);
  expect(location).toMatchObject({ repository, reference: "3.11" });
  expect(location.login).toEqual(login);
});

test("an empty variable names no other registry", () => {
  expect(locateImage("public.ecr.aws/lambda/python:3.11", { [variable]: "" }).registry.host).toBe("public.ecr.aws");
});

test.each(["registry.example", "me:canary@registry.example", "ftp://me:canary@registry.example", "https://me:canary@x/?a=b"])(
  "the registry %s is refused, without being shown",
  (other) => {
    const locate = (): unknown => locateImage("public.ecr.aws/lambda/python:3.11", { [variable]: other });
    expect(locate).toThrow(`${variable} is not the URL of a registry`);
    expect(locate).not.toThrow("canary");
  },
);

test.each([
  ["https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1"],
  ["https://123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1"],
  ["https://123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"],
  ["https://public.ecr.aws", undefined],
  ["https://123456789012.dkr.ecr.eu-west-1.amazonaws.com.example", undefined],
])("the registry %s is ECR's in %s", (registry, region) => {
  expect(ecrRegion(new URL(registry))).toBe(region);
});
