import { statSync } from "node:fs";
import { join } from "node:path";
import { Packaging, type SplicedOptions } from "../../../lib/constructs/packaging";
import { PythonFunction } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { sharedIndex } from "../artifact/resolve/with-index";
import { writeLargeWheel } from "./large-wheel";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
const limit = 52_428_800;
const large = 53_000_000;

/** Adds a wheel whose one file takes so many bytes in a ZIP. */
function addBallast(bytes: number): void {
  writeLargeWheel(join(app().folder, "wheels"), bytes);
}

/** Functions that need ballast, each packaged so. */
function synthesized(functions: Readonly<Record<string, Packaging>>, files: Readonly<Record<string, string>> = {}): Synthesized {
  const sources = Object.keys(functions).map((id) => ({ id, source: app().source(id, files, "ballast") }));
  return app().synthesize((stack) => {
    for (const { id, source } of sources)
      new PythonFunction(stack, id, { source, runtime: PythonRuntime.PYTHON_3_12, packaging: functions[id] });
  });
}

const ownZip = "lambda_packages/report_function.zip";

function bundled(bytes: number, options: SplicedOptions = {}): Synthesized {
  addBallast(bytes);
  return synthesized({ report: Packaging.bundle(options) });
}

/** In hexadecimal. */
function sha256(path: string): string {
  return Buffer.from(app().hash(path), "base64").toString("hex");
}

test("a ZIP of exactly 52,428,800 bytes is uploaded directly, and one byte more goes through S3", () => {
  bundled(100);
  const around = statSync(app().path(ownZip)).size - 100;

  const direct = bundled(limit - around);
  expect(statSync(app().path(ownZip)).size).toBe(limit);
  expect(direct.resource.aws_lambda_function?.report).toMatchObject({ filename: `\${path.module}/${ownZip}` });
  expect(Object.keys(direct.resource).filter((type) => type.startsWith("aws_s3"))).toEqual([]);

  const throughS3 = bundled(limit - around + 1);
  expect(statSync(app().path(ownZip)).size).toBe(limit + 1);
  expect(throughS3.resource.aws_lambda_function?.report).not.toHaveProperty("filename");
  expect(Object.keys(throughS3.resource.aws_s3_object ?? {})).toEqual(["report_function"]);
});

test("the function takes the object that is uploaded from the stack directory, and its hash stays in the plan", () => {
  const { resource } = bundled(large);
  expect(resource.aws_s3_object?.report_function).toMatchObject({
    bucket: "${aws_s3_bucket.lambda_packages.bucket}",
    key: `demo/report_function-${sha256(ownZip)}.zip`,
    source: `\${path.module}/${ownZip}`,
    lifecycle: { create_before_destroy: true },
  });
  expect(resource.aws_lambda_function?.report).toMatchObject({
    s3_bucket: "${aws_s3_object.report_function.bucket}",
    s3_key: "${aws_s3_object.report_function.key}",
    source_code_hash: app().hash(ownZip),
  });
});

test("the bucket is the stack's own, closed to the public, and goes with the stack", () => {
  const { resource } = bundled(large);
  expect(Object.values(resource.aws_s3_bucket ?? {})).toMatchObject([{ bucket_prefix: "demo-", force_destroy: true }]);
  expect(resource.aws_s3_bucket_public_access_block?.lambda_packages).toMatchObject({
    bucket: "${aws_s3_bucket.lambda_packages.bucket}",
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
});

test("another content is another object under the same address", () => {
  const before = bundled(large).resource.aws_s3_object?.report_function;
  const after = synthesized({ report: Packaging.bundle() }, { "changed.py": "" }).resource.aws_s3_object?.report_function;
  expect(after).toEqual({ ...before, key: `demo/report_function-${sha256(ownZip)}.zip` });
  expect(after?.key).not.toBe(before?.key);
});

test.each(["our-packages", "${var.bucket}"])("in a bucket that is given, %s, the object goes and no bucket is made", (bucket) => {
  const { resource } = bundled(large, { bucket });
  expect(resource.aws_s3_object?.report_function).toMatchObject({ bucket });
  expect(Object.keys(resource).filter((type) => type.startsWith("aws_s3"))).toEqual(["aws_s3_object"]);
});

test("a small ZIP is uploaded directly, though a bucket is given", () => {
  const { resource } = bundled(100, { bucket: "our-packages" });
  expect(resource.aws_lambda_function?.report).toMatchObject({ filename: `\${path.module}/${ownZip}` });
  expect(resource).not.toHaveProperty("aws_s3_object");
});

test("a large layer goes through S3, once for all functions that share it, and the code of each directly", () => {
  addBallast(large);
  const { resource } = synthesized({ report: Packaging.layer(), other: Packaging.layer() });
  const path = "lambda_packages/report_layer.zip";
  expect(resource.aws_s3_object).toEqual({
    report_layer: expect.objectContaining({ key: `demo/report_layer-${sha256(path)}.zip` }) as unknown,
  });
  expect(resource.aws_lambda_layer_version?.report).toMatchObject({
    s3_bucket: "${aws_s3_object.report_layer.bucket}",
    s3_key: "${aws_s3_object.report_layer.key}",
    source_code_hash: app().hash(path),
  });
  expect(resource.aws_lambda_layer_version?.report).not.toHaveProperty("filename");
  for (const id of ["report", "other"])
    expect(resource.aws_lambda_function?.[id]).toMatchObject({ filename: `\${path.module}/lambda_packages/${id}_function.zip` });
});

test("large ZIPs of one stack share its bucket, an object each", () => {
  addBallast(large);
  const { resource } = synthesized({ report: Packaging.bundle(), other: Packaging.layer() });
  expect(Object.keys(resource.aws_s3_object ?? {}).sort()).toEqual(["other_layer", "report_function"]);
  expect(Object.keys(resource.aws_s3_bucket ?? {})).toEqual(["lambda_packages"]);
});
