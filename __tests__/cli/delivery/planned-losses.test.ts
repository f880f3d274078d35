import { plannedLosses } from "../../../cli/delivery/planned-losses";
import { statefulTypes } from "../../../cli/delivery/stateful-types";
import { type MadeResource, planOf } from "./made-plan";

test.each<[string, Record<string, MadeResource>, readonly object[]]>([
  [
    "a log group that is deleted",
    { "aws_cloudwatch_log_group.l": { actions: ["delete"] } },
    [{ address: "aws_cloudwatch_log_group.l", how: "deleted", what: "its log events", because: [] }],
  ],
  [
    "a bucket that is replaced, and why",
    { "aws_s3_bucket.b": { actions: ["delete", "create"], change: { replace_paths: [["bucket"], ["rule", 0, "name"]] } } },
    [{ address: "aws_s3_bucket.b", how: "replaced", what: "its objects and their versions", because: ["bucket", "rule.0.name"] }],
  ],
  [
    "a table that is made first and deleted then, in a module",
    { 'module.m["a.b"].aws_dynamodb_table.t[0]': { actions: ["create", "delete"] } },
    [{ address: 'module.m["a.b"].aws_dynamodb_table.t[0]', how: "replaced", what: "its items", because: [] }],
  ],
  [
    "what an earlier apply left behind",
    { "aws_ecr_repository.r": { actions: ["delete"], deposed: "0a1b2c3d" } },
    [expect.objectContaining({ address: "aws_ecr_repository.r", how: "deleted", deposed: "0a1b2c3d" }) as object],
  ],
  ["a log group that is made", { "aws_cloudwatch_log_group.l": {} }, []],
  ["a log group that is updated", { "aws_cloudwatch_log_group.l": { actions: ["update"] } }, []],
  ["a log group that Terraform only forgets", { "aws_cloudwatch_log_group.l": { actions: ["forget"] } }, []],
  ["a layer's version that is replaced", { "aws_lambda_layer_version.l": { actions: ["create", "delete"] } }, []],
  [
    "types that are names of JavaScript's own",
    { "constructor.c": { actions: ["delete"] }, "__proto__.p": { actions: ["delete"] } },
    [],
  ],
])("%s", (_, resources, losses) => {
  expect(plannedLosses(planOf(resources))).toEqual(losses);
});

test.each(["aws_cloudwatch_log_group", "aws_s3_bucket", "aws_ecr_repository", "aws_dynamodb_table", "aws_kms_key"])(
  "%s is lost for good",
  (type) => {
    expect(plannedLosses(planOf({ [`${type}.x`]: { actions: ["delete"] } }))).toHaveLength(1);
  },
);

test("every reason is one", () => {
  expect(Object.entries(statefulTypes).filter(([type, reason]) => !type.startsWith("aws_") || reason.length < 8)).toEqual([]);
});
