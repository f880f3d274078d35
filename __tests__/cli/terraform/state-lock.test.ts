import { join } from "node:path";
import { lockPlace, parseLock } from "../../../cli/terraform/state-lock";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

test.each([
  [
    "a file",
    { type: "local", config: { path: "../../../terraform.demo.tfstate" } },
    { is: "file", path: "/p/.terraform.demo.tfstate.lock.info" },
  ],
  ["a file elsewhere", { type: "local", config: { path: "/q/own.tfstate" } }, { is: "file", path: "/q/.own.tfstate.lock.info" }],
  [
    "the file by default",
    { type: "local", config: { path: null } },
    { is: "file", path: "/p/cdktf.out/stacks/demo/.terraform.tfstate.lock.info" },
  ],
  [
    "an object",
    { type: "s3", config: { bucket: "states", key: "demo/terraform.tfstate", region: "eu-west-1" } },
    { is: "object", bucket: "states", key: "demo/terraform.tfstate.tflock", region: "eu-west-1" },
  ],
  [
    "an object in the region of the environment",
    { type: "s3", config: { bucket: "b", key: "k", region: null } },
    { is: "object", bucket: "b", key: "k.tflock" },
  ],
  ["something else", { type: "remote", config: {} }, undefined],
])("of a state in %s the lock's place is known", (_case, backend, place) => {
  const found = inTemporaryFolder((data) => {
    write(data, { "terraform.tfstate": JSON.stringify({ version: 3, backend }) });
    return lockPlace("/p/cdktf.out/stacks/demo", data);
  });
  expect(found).toEqual(place);
});

test("of a stack directory that is not initialized it is not", () => {
  expect(inTemporaryFolder((data) => lockPlace("/p", join(data, "none")))).toBeUndefined();
});

test("a lock says who took it, for what and when", () => {
  const text =
    '{"ID":"51c4ee04","Operation":"OperationTypeApply","Info":"","Who":"root@vm","Version":"1.11.4","Created":"2026-11-30T02:31:45.013736478Z","Path":"terraform.tfstate"}';
  expect(parseLock(text)).toEqual({
    id: "51c4ee04",
    who: "root@vm",
    operation: "apply",
    since: "2026-11-30T02:31:45.013736478Z",
  });
});

test.each(["", "{", "[]", "null"])("a lock of %j is there all the same", (text) => {
  expect(parseLock(text)).toEqual({ id: "unknown", who: "somebody", operation: "unknown", since: "unknown" });
});
