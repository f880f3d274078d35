import { basename } from "node:path";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { lambdaLimits } from "../runtimes/limits";
import { preferLogicalId } from "./logical-id";

/** Where Lambda gets a ZIP from, as arguments of `aws_lambda_function` and `aws_lambda_layer_version`. */
export type ZipLocation =
  | { readonly filename: string; readonly s3Bucket?: undefined; readonly s3Key?: undefined }
  | { readonly filename?: undefined; readonly s3Bucket: string; readonly s3Key: string };

/** A ZIP in the stack directory. */
export interface LocatedZip {
  /** Relative to the stack directory. */
  readonly path: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Says where Lambda gets a ZIP from: from Terraform directly, or, where it is larger than AWS takes so, from S3, for which an object is added to
 * the stack.
 *
 * The object's key has the content's hash: another content is another object, uploaded before the function or layer turns to it, and the old one
 * goes last. So the object needs no `etag`, which is no hash of what is uploaded in parts, and a plan shows every change.
 *
 * @param scope what is added to the stack goes below it
 * @param bucket the name of a bucket in the function's region, or an expression. @default one of the stack's own, for all its large ZIPs
 */
export function locateZip(scope: Construct, { path, sha256, bytes }: LocatedZip, bucket?: string): ZipLocation {
  const source = `\${path.module}/${path}`;
  if (bytes <= lambdaLimits.directUploadBytes) return { filename: source };
  const name = basename(path, ".zip");
  const object = new S3Object(scope, `${name}_object`, {
    bucket: bucket ?? ownBucket(TerraformStack.of(scope)).bucket,
    key: `${TerraformStack.of(scope).node.id}/${name}-${sha256}.zip`,
    source,
    lifecycle: { createBeforeDestroy: true },
  });
  preferLogicalId(object, "aws_s3_object", name);
  return { s3Bucket: object.bucket, s3Key: object.key };
}

const buckets = new WeakMap<TerraformStack, S3Bucket>();

/** Holds nothing that the stack directory has not: it goes with the stack, whatever is in it. */
function ownBucket(stack: TerraformStack): S3Bucket {
  const known = buckets.get(stack);
  if (known !== undefined) return known;
  const scope = new Construct(stack, "lambda_packages");
  const bucket = new S3Bucket(scope, "bucket", { bucketPrefix: bucketPrefix(stack.node.id), forceDestroy: true });
  preferLogicalId(bucket, "aws_s3_bucket", "lambda_packages");
  buckets.set(stack, bucket);
  const block = new S3BucketPublicAccessBlock(scope, "public_access", {
    bucket: bucket.bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  preferLogicalId(block, "aws_s3_bucket_public_access_block", "lambda_packages");
  return bucket;
}

/** At most 37 characters, of those that a bucket's name may have: the provider adds 26. */
function bucketPrefix(stack: string): string {
  const allowed = stack
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "");
  return `${allowed.slice(0, 36).replace(/-$/, "")}-`.replace(/^-$/, "lambda-packages-");
}
