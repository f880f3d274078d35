import { checkOperations } from "../../../../lib/artifact/checks/operations";
import type { CalledOperation } from "../../../../lib/artifact/checks/operations-called";
import type { Finding } from "../../../../lib/artifact/checks/finding";
import { botocoreTable } from "../../../../lib/runtimes/botocore-history";

type Through = CalledOperation["through"];

function call(service: string, method: string, through: Through = "client", line = 3): CalledOperation {
  return { service, method, through, file: "backend/chat/index.py", line };
}

function check(operations: readonly CalledOperation[]): Finding[] {
  return checkOperations({ operations, runtime: "python3.11", strategy: "runtime" });
}

test.each([
  "close",
  "can_paginate",
  "generate_presigned_url",
  "generate_presigned_post",
  "upload_file",
  "download_fileobj",
  "copy",
])("%s of a client is no operation", (method) => {
  expect(check([call("s3", method)])).toEqual([]);
});

test.each([
  ["dynamodb", "Table", []],
  ["dynamodb", "batch_writer", []],
  ["dynamodb", "put_item", []],
  ["s3", "upload_file", []],
  ["sqs", "send_message", []],
  ["s3", "put", ["note"]],
])("of a resource of %s, %s is judged as the operation it is named after, if any: %j", (service, method, levels) => {
  expect(check([call(service, method, "resource")]).map(({ level }) => level)).toEqual(levels);
});

test.each([
  ["s3", "list_objects_v2", "paginator", []],
  ["s3", "get_object", "paginator", ["note"]],
  ["s3", "bucket_exists", "waiter", []],
  ["s3", "bucket_exists", "client", ["note"]],
  ["ec2", "describe_instances", "client", ["note"]],
  ["ec2", "instance_running", "waiter", ["note"]],
  ["s3", "get_objct", "client", ["note"]],
] as const)("of %s, %s as a %s: %j", (service, method, through, levels) => {
  expect(check([call(service, method, through)]).map(({ level }) => level)).toEqual(levels);
});

test("paginators and waiters have a history of their own", () => {
  const levels = (through: Through) => check([call("bedrock-runtime", "list_async_invokes", through)]).map(({ level }) => level);
  expect([levels("paginator"), levels("client"), levels("waiter")]).toEqual([["warning"], ["warning"], ["note"]]);
});

test("once in many places is told of once, at the first, and each subject apart", () => {
  const twice = [3, 9, 9, 12].map((line) => call("bedrock-runtime", "converse", "client", line));
  const findings = check([...twice, call("bedrock-runtime", "apply_guardrail")]);
  expect(findings.map(({ subject, where }) => `${subject} at ${where ?? ""}`)).toEqual([
    "bedrock-runtime.apply_guardrail at backend/chat/index.py:3",
    "bedrock-runtime.converse at backend/chat/index.py:3 and 2 more",
  ]);
});

test("and is not known says why it was not checked", () => {
  const findings = check([call("ec2", "describe_instances"), call("s3", "put", "resource")]);
  expect(
    findings
      .map(({ what, fix }) => `${what}: ${fix}`)
      .join("\n")
      .replaceAll(botocoreTable.newest, "N")
      .replaceAll(botocoreTable.made, "D"),
  ).toMatchInlineSnapshot(`
    "describe_instances of ec2 was not checked: the history of this service was not gathered: look it up in boto3's reference, or ask a running function whether its client has it
    put of s3 was not checked: no release up to botocore N (seen on D) is known to have it under this name: a method of a resource need not be named as its operation is: look up which one it calls"
  `);
});
