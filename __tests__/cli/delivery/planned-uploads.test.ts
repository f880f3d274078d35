import { readFileSync } from "node:fs";
import { join } from "node:path";
import { plannedUploads } from "../../../cli/delivery/planned-uploads";
import { type MadeResource, planOf } from "./made-plan";

const fn = { filename: "f.zip", source_code_hash: "H" };
const file = (address: string, path: string, hashes: readonly object[], wants = "source_code_hash"): object => ({
  ...{ is: "file", address, path, wants, hashes },
});
const own = file("aws_lambda_function.f", "f.zip", [{ argument: "aws_lambda_function.f.source_code_hash", value: "H" }]);

test.each<[string, Record<string, MadeResource>, readonly object[]]>([
  ["a function that is made", { "aws_lambda_function.f": { values: fn } }, [own]],
  ["a function that is updated", { "aws_lambda_function.f": { values: fn, actions: ["update"] } }, [own]],
  ["a function that is replaced", { "aws_lambda_function.f": { values: fn, actions: ["delete", "create"] } }, [own]],
  ["a function that stays as it is", { "aws_lambda_function.f": { values: fn, actions: ["no-op"] } }, []],
  ["a function that goes", { "aws_lambda_function.f": { values: fn, actions: ["delete"] } }, []],
  ["a data source", { "data.aws_lambda_function.f": { mode: "data", values: fn, actions: ["read"] } }, []],
  [
    "a layer",
    { "aws_lambda_layer_version.l": { values: fn } },
    [file("aws_lambda_layer_version.l", "f.zip", [{ argument: "aws_lambda_layer_version.l.source_code_hash", value: "H" }])],
  ],
  [
    "instances of count and for_each, in modules",
    {
      "aws_lambda_function.f[1]": { values: fn },
      'module.a["eu.west"].module.b.aws_lambda_function.f["k"]': { values: { ...fn, filename: "modules/b/f.zip" } },
    },
    [
      file("aws_lambda_function.f[1]", "f.zip", [{ argument: "aws_lambda_function.f[1].source_code_hash", value: "H" }]),
      file('module.a["eu.west"].module.b.aws_lambda_function.f["k"]', "modules/b/f.zip", [
        { argument: 'module.a["eu.west"].module.b.aws_lambda_function.f["k"].source_code_hash', value: "H" },
      ]),
    ],
  ],
  [
    "a hash that only the apply knows",
    { "aws_lambda_function.f": { values: { filename: "f.zip" }, pending: ["source_code_hash"] } },
    [file("aws_lambda_function.f", "f.zip", [{ argument: "aws_lambda_function.f.source_code_hash" }])],
  ],
  [
    "a ZIP that archive_file makes",
    {
      "data.archive_file.z": { mode: "data", values: { output_path: "./z/../f.zip", output_base64sha256: "A" } },
      "aws_lambda_function.f": { values: { filename: "f.zip" } },
    },
    [file("aws_lambda_function.f", "f.zip", [{ argument: "data.archive_file.z.output_base64sha256", value: "A" }])],
  ],
  [
    "a path that only the apply knows",
    { "aws_lambda_function.f": { pending: ["filename"] } },
    [{ is: "unknown", address: "aws_lambda_function.f", argument: "filename" }],
  ],
  [
    "an image",
    { "aws_lambda_function.f": { values: { package_type: "Image", image_uri: "r/f@sha256:1" } } },
    [{ is: "image", address: "aws_lambda_function.f", uri: "r/f@sha256:1" }],
  ],
  [
    "an image that only the apply knows",
    { "aws_lambda_function.f": { values: { package_type: "Image" }, pending: ["image_uri"] } },
    [{ is: "image", address: "aws_lambda_function.f" }],
  ],
  [
    "code that is in S3 already",
    { "aws_lambda_function.f": { values: { s3_bucket: "b", s3_key: "k" } } },
    [{ is: "stored", address: "aws_lambda_function.f", place: "s3://b/k" }],
  ],
  [
    "code that an object of the plan brings to S3: its file has the function's hash",
    {
      "aws_s3_object.o": { values: { key: "k", source: "f.zip" } },
      "aws_lambda_function.f": { values: { s3_key: "k", source_code_hash: "H" }, pending: ["s3_bucket"] },
    },
    [file("aws_s3_object.o", "f.zip", [{ argument: "aws_lambda_function.f.source_code_hash", value: "H" }], "source_hash")],
  ],
  [
    "code that an object brings to S3 which the function refers to",
    {
      "aws_s3_object.o": { values: { source: "f.zip" }, pending: ["key"] },
      "aws_lambda_function.f": {
        values: { source_code_hash: "H" },
        refers: { s3_key: ["aws_s3_object.o.key", "aws_s3_object.o"] },
        pending: ["s3_key"],
      },
    },
    [file("aws_s3_object.o", "f.zip", [{ argument: "aws_lambda_function.f.source_code_hash", value: "H" }], "source_hash")],
  ],
  [
    "an object of the same key in another bucket",
    {
      "aws_s3_object.o": { values: { bucket: "b", key: "k", source: "f.zip" } },
      "aws_lambda_function.f": { values: { s3_bucket: "c", s3_key: "k", source_code_hash: "H" } },
    },
    [file("aws_s3_object.o", "f.zip", [], "source_hash"), { is: "stored", address: "aws_lambda_function.f", place: "s3://c/k" }],
  ],
  [
    "code of an object that stays as it is",
    {
      "aws_s3_object.o": { values: { bucket: "b", key: "k", source: "f.zip" }, actions: ["no-op"] },
      "aws_lambda_function.f": { values: { s3_bucket: "b", s3_key: "k" } },
    },
    [{ is: "stored", address: "aws_lambda_function.f", place: "s3://b/k" }],
  ],
  [
    "an object with hashes of its own",
    { "aws_s3_object.o": { values: { source: "f.zip", source_hash: "S", etag: "E" } } },
    [
      file(
        "aws_s3_object.o",
        "f.zip",
        [
          { argument: "aws_s3_object.o.source_hash", value: "S" },
          { argument: "aws_s3_object.o.etag", value: "E" },
        ],
        "source_hash",
      ),
    ],
  ],
  ["an object of a text, which the plan has", { "aws_s3_object.o": { values: { key: "k", content: "x" } } }, []],
  ["what uploads nothing", { "aws_iam_role.r": { values: { filename: "f.zip" } } }, []],
])("%s", (_, resources, uploads) => {
  expect(plannedUploads(planOf(resources))).toEqual(uploads);
});

test("an etag that nobody configured is that of what was uploaded before, and says nothing of the file", () => {
  const plan = planOf({ "aws_s3_object.o": { values: { source: "f.zip", etag: "E" }, actions: ["update"] } });
  const configured = { root_module: { resources: [{ address: "aws_s3_object.o", expressions: { source: {} } }] } };
  expect(plannedUploads({ ...plan, configuration: configured })).toEqual([file("aws_s3_object.o", "f.zip", [], "source_hash")]);
});

test("a recorded plan of a project in HCL", () => {
  const plan: unknown = JSON.parse(readFileSync(join(__dirname, "../terraform/plan.json"), "utf8"));
  const hash = "ppGhRwdYbE3d44gaHvf7ndrkdkgUG2OFNebo6avfMG8=";
  expect(plannedUploads(plan)).toEqual([
    file("aws_lambda_function.chat", "./lambda_packages/chat_function.zip", [
      { argument: "aws_lambda_function.chat.source_code_hash", value: hash },
      { argument: "data.archive_file.chat_lambda.output_base64sha256", value: hash },
    ]),
  ]);
});

test.each([[undefined], [null], ["a text"], [[]], [{}], [{ resource_changes: {} }], [{ planned_values: { root_module: [] } }]])(
  "what is no plan uploads nothing: %j",
  (plan) => {
    expect(plannedUploads(plan)).toEqual([]);
  },
);

test("a function of which no change is told is taken for one that is made", () => {
  const plan = planOf({ "aws_lambda_function.f": { values: fn, actions: ["no-op"] } });
  expect(plannedUploads({ ...plan, resource_changes: undefined })).toEqual([own]);
});
