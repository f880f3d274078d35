import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import { UserError } from "../errors/user-error";

/** Where a stack keeps its state. */
export interface StateSettings {
  /** Name of an S3 bucket for the state. @default a file at the project's root */
  readonly bucket?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

/**
 * Declares where the state of a stack lives: in S3, locked by a lock file beside it, or in a file three folders above the
 * stack directory, which is the project's root. The path is relative, so that every checkout synthesizes the same bytes.
 *
 * @throws UserError where the bucket's name cannot be one
 */
export function keepState(stack: TerraformStack, { bucket }: StateSettings): void {
  const name = stack.node.id;
  if (bucket === undefined) {
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  if (!bucketName.test(bucket)) {
    throw new UserError({
      what: `"${bucket}" is not the name of an S3 bucket`,
      where: "TF_STATE_BUCKET",
      fix: "give the bucket's name alone: 3 to 63 lower-case letters, digits, dots and hyphens, without s3:// or a path",
    });
  }
  const backend = new S3Backend(stack, { bucket, key: `${name}/terraform.tfstate`, encrypt: true });
  // cdktf 0.21 has no typed argument for it.
  backend.addOverride("use_lockfile", true);
}
