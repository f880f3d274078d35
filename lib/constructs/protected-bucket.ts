import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { policyDocument } from "./execution-role";
import { preferLogicalId } from "./logical-id";

export interface ProtectedBucketProps {
  /** Of all buckets of all accounts, an expression or a name. */
  readonly name: string;
  /** Days that an object is still to be had after it was replaced or deleted. */
  readonly oldVersionDays: number;
}

/** Days after which the parts of an upload that was broken off are removed. */
const brokenUploadDays = 7;

/**
 * A bucket for what must not get lost or get out: versioned, encrypted, closed to the public, reached by TLS alone, and not destroyed by
 * Terraform. At a stack's root the bucket's address is `aws_s3_bucket.<id>`.
 */
export class ProtectedBucket extends Construct {
  constructor(scope: Construct, id: string, { name, oldVersionDays }: ProtectedBucketProps) {
    super(scope, id);
    const made = new S3Bucket(this, "bucket", { bucket: name, lifecycle: { preventDestroy: true } });
    preferLogicalId(made, "aws_s3_bucket", id);
    const bucket = made.bucket;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    preferLogicalId(versioning, "aws_s3_bucket_versioning", id);
    this.expireOldVersions(id, made, versioning, oldVersionDays);

    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      // By S3's own key: one of KMS costs by the month, and whoever reads the bucket needs a right to it.
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    preferLogicalId(encryption, "aws_s3_bucket_server_side_encryption_configuration", id);

    const block = new S3BucketPublicAccessBlock(this, "public_access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    preferLogicalId(block, "aws_s3_bucket_public_access_block", id);
    this.refusePlainHttp(id, made, block);
  }

  private expireOldVersions(id: string, { bucket }: S3Bucket, versioning: S3BucketVersioningA, noncurrentDays: number): void {
    const lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: brokenUploadDays }],
        },
      ],
      dependsOn: [versioning],
    });
    preferLogicalId(lifecycle, "aws_s3_bucket_lifecycle_configuration", id);
  }

  /** @param block S3 lets one at a time change what guards a bucket, or answers that they conflict */
  private refusePlainHttp(id: string, { bucket, arn }: S3Bucket, block: S3BucketPublicAccessBlock): void {
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: Fn.jsonencode(
        policyDocument({
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: ["s3:*"],
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      ),
      dependsOn: [block],
    });
    preferLogicalId(policy, "aws_s3_bucket_policy", id);
  }
}
