import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AwsAccess } from "../../../cli/aws/access";
import { apisNamed } from "../../../cli/aws/apis";
import { layerCode, runningCode, statementIds } from "../../../cli/aws/lambda";
import { logGroupExists } from "../../../cli/aws/logs";
import { objectText } from "../../../cli/aws/objects";
import { roleExists } from "../../../cli/aws/roles";

let server: Server;
let access: AwsAccess;

beforeAll(async () => {
  server = createServer((request, response) => {
    void answerTo(request).then(({ status, body }) => {
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const credentials = { accessKeyId: "key", secretAccessKey: "secret" };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  access = { region: "eu-west-1", endpoint, credentials: () => Promise.resolve(credentials) };
});

afterAll(() => {
  server.close();
});

const digest = `sha256:${"a".repeat(64)}`;

/** By method, path and the name that is asked for. */
const answers: Readonly<Record<string, object | string | number>> = {
  "GET /2015-03-31/functions/zipped": {
    Configuration: { CodeSha256: "abc=", LastModified: "2026-11-30T02:31:22.160+0000" },
    Code: { Location: "http://127.0.0.1:1/code?signed" },
  },
  "GET /2015-03-31/functions/image": {
    Configuration: { CodeSha256: "a".repeat(64) },
    Code: { ImageUri: "registry/demo:latest", ResolvedImageUri: `registry/demo@${digest}` },
  },
  "GET /2015-03-31/functions/refused": 403,
  "GET /2015-03-31/functions/zipped/policy": { Policy: '{"Statement":[{"Sid":"http-api-api-post-chat"},{}]}' },
  "GET /v2/apis?maxResults=500": {
    items: [
      { name: "demo", apiId: "a" },
      { name: "other", apiId: "b" },
      { name: "demo", apiId: "c" },
    ],
  },
  "GET /2018-10-31/layers/deps/versions/3": { Content: { CodeSha256: "def=" }, CreatedDate: "2026-11-30T02:31:22.160+0000" },
  "POST / Action=GetRole&Version=2010-05-08&RoleName=demo": "<GetRoleResponse/>",
  "POST / Action=GetRole&Version=2010-05-08&RoleName=refused": 403,
  'POST / {"logGroupNamePrefix":"/aws/lambda/demo"}': {
    logGroups: [{ logGroupName: "/aws/lambda/demo-chat" }, { logGroupName: "/aws/lambda/demo" }],
  },
  'POST / {"logGroupNamePrefix":"/aws/lambda/demo-c"}': { logGroups: [{ logGroupName: "/aws/lambda/demo-chat" }] },
  "GET /states/demo/a%20b.tflock": '{"ID":"1"}',
  "GET /states/refused": 403,
};

async function answerTo(request: IncomingMessage): Promise<{ readonly status: number; readonly body: object | string }> {
  const body = await text(request);
  if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) return { status: 403, body: "it is not signed" };
  const answer = answers[[request.method, request.url, body].join(" ").trim()] ?? 404;
  return typeof answer === "number" ? { status: answer, body: "no" } : { status: 200, body: answer };
}

test("the code of a ZIP is its sha256, and where it can be fetched", async () => {
  const location = new URL("http://127.0.0.1:1/code?signed");
  expect(await runningCode(access, "zipped")).toEqual({ code: "abc=", since: "2026-11-30T02:31:22.160+0000", location });
});

test("the code of an image is the digest that Lambda resolved, whatever it was named by", async () => {
  expect(await runningCode(access, "image")).toEqual({ code: digest });
});

test("who may call a function is asked for by the statements' ids, of which an unknown function has none", async () => {
  expect(await statementIds(access, "zipped")).toEqual(["http-api-api-post-chat"]);
  expect(await statementIds(access, "none")).toEqual([]);
});

test("HTTP APIs are found by their name, which several may have", async () => {
  expect(await apisNamed(access, "demo")).toEqual(["a", "c"]);
});

test("the content of a layer is asked for by its version's ARN", async () => {
  const arn = "arn:aws:lambda:eu-west-1:123456789012:layer:deps:3";
  expect(await layerCode(access, arn)).toEqual({ code: "def=", since: "2026-11-30T02:31:22.160+0000" });
});

test.each<[string, () => Promise<unknown>, unknown]>([
  ["a function", async () => runningCode(access, "none"), undefined],
  ["a layer", async () => layerCode(access, "arn:aws:lambda:eu-west-1:1:layer:deps:4"), undefined],
  ["an object", async () => objectText(access, "states", "none"), undefined],
  ["a role", async () => roleExists(access, "none"), false],
  ["a log group, though one begins so", async () => logGroupExists(access, "/aws/lambda/demo-c"), false],
])("what is not there is no error: %s", async (_what, ask, absent) => {
  expect(await ask()).toBe(absent);
});

test.each<[string, () => Promise<unknown>, unknown]>([
  ["an object, whose key may have any character", async () => objectText(access, "states", "demo/a b.tflock"), '{"ID":"1"}'],
  ["a role", async () => roleExists(access, "demo"), true],
  ["a log group among those that begin as it does", async () => logGroupExists(access, "/aws/lambda/demo"), true],
])("what is there is found: %s", async (_what, ask, there) => {
  expect(await ask()).toEqual(there);
});

test.each<[string, () => Promise<unknown>]>([
  ["lambda:GetFunction", async () => runningCode(access, "refused")],
  ["iam:GetRole", async () => roleExists(access, "refused")],
  ["s3:GetObject", async () => objectText(access, "states", "refused")],
])("a refusal names the right that is missing: %s", async (right, ask) => {
  await expect(ask()).rejects.toThrow(right);
});
