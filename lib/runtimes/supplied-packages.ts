/**
 * The distributions every managed Python runtime supplies, in versions AWS does not publish and changes at will. Gathered in November 2026:
 * boto3 and what it needs (https://docs.aws.amazon.com/lambda/latest/dg/python-package.html says that it is there), and the runtime's own client
 * with its hooks (https://github.com/aws/aws-lambda-python-runtime-interface-client).
 */
export const suppliedPackages = [
  ...["boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3", "awslambdaric", "snapshot-restore-py"],
] as const;

/** Made for each other: one of them beside another's supplied version breaks at the first call. */
export const inseparablePackages = ["boto3", "botocore", "s3transfer"] as const;

/** The names by which the supplied packages are imported, as their wheels have them. */
export const suppliedModules: ReadonlySet<string> = new Set([
  ...["boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3", "awslambdaric", "snapshot_restore_py"],
]);
