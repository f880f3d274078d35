/** A piece of a log or of what Terraform says, and what is to be found in it. */
export interface ErrorCase {
  /** Of the one error that is to be found. */
  readonly name: string;
  readonly log: string;
  /** What its cure must say, made of what the log says. */
  readonly cure: string;
}

const request = "RequestId: 8da27dae-7bf7-496f-a818-adb9f030f808";
const report = `REPORT ${request}\tDuration: 12.27 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 52 MB\tInit Duration: 290.42 ms`;

/** As CloudWatch has the lines of one request in the text format. */
function lambdaLog(error: string): string {
  return [
    "INIT_START Runtime Version: python:3.11.v71\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:1c2b",
    "loading settings for stage test",
    error,
    "Traceback (most recent call last):",
    `START ${request} Version: $LATEST`,
    `END ${request}`,
    report,
  ].join("\n");
}

/** As Terraform frames and colours what went wrong. */
function terraformLog(...lines: readonly string[]): string {
  return [
    "\u001B[0m\u001B[1maws_iam_role.lambda: Creation complete after 1s [id=test-llms-demo-lambda]\u001B[0m",
    "\u001B[31m╷\u001B[0m\u001B[0m",
    ...lines.map((line) => `\u001B[31m│\u001B[0m \u001B[0m${line}`),
    "\u001B[31m╵\u001B[0m\u001B[0m",
    "Releasing state lock. This may take a few moments...",
  ].join("\n");
}

const failed = (message: string): string =>
  lambdaLog(`[ERROR] Runtime.ImportModuleError: Unable to import module 'index': ${message}`);

/** At least one a row of the table. */
export const errorCases: readonly ErrorCase[] = [
  {
    name: "version 'GLIBC_…' not found",
    log: failed("/lib64/libm.so.6: version `GLIBC_2.28' not found (required by /var/task/numpy/_core/_multiarray_umath.so)"),
    cure: "use a release of numpy with a wheel for the runtime: Packaging.bundle() or Packaging.layer() resolve wheels for the runtime, whatever the machine; GLIBC_2.28 is in python3.12, python3.13 and python3.14 (Amazon Linux 2023, glibc 2.34)",
  },
  {
    name: "version 'GLIBC_…' not found",
    log: failed("/lib64/libc.so.6: version `GLIBC_2.38' not found (required by /opt/python/cv2/cv2.abi3.so)"),
    cure: "opencv-python-headless with a wheel for the runtime: Packaging.bundle() or Packaging.layer() resolve wheels for the runtime, whatever the machine; no managed Python runtime has GLIBC_2.38",
  },
  {
    name: "invalid ELF header",
    log: failed("/var/task/PIL/_imaging.cpython-311-darwin.so: invalid ELF header"),
    cure: "install pillow for Linux",
  },
  {
    name: "cannot open shared object file",
    log: failed("libGL.so.1: cannot open shared object file: No such file or directory"),
    cure: "opencv-python-headless",
  },
  {
    name: "cannot open shared object file",
    log: failed("libcrypt.so.1: cannot open shared object file: No such file or directory"),
    cure: "python3.9, python3.10 and python3.11 (Amazon Linux 2, glibc 2.26)",
  },
  {
    name: "cannot open shared object file",
    log: failed("libpq.so.5: cannot open shared object file: No such file or directory"),
    cure: "put it into a layer below lib/",
  },
  {
    name: "No module named 'x._x'",
    log: failed("No module named 'pydantic_core._pydantic_core'"),
    cure: "pydantic-core was installed for",
  },
  { name: "No module named 'x'", log: failed("No module named 'yaml'"), cure: "add PyYAML to requirements.txt" },
  { name: "No module named 'x'", log: failed("No module named 'index'"), cure: "index.py is not at the top of the ZIP" },
  { name: "No module named 'x'", log: failed("No module named 'telnetlib'"), cure: "use python3.12, or add standard-telnetlib" },
  { name: "No module named 'x'", log: failed("No module named 'boto3'"), cure: "AWS supplies boto3: something hides it" },
  {
    name: "Runtime.HandlerNotFound",
    log: lambdaLog("[ERROR] Runtime.HandlerNotFound: Handler 'lambda_handler' missing on module 'index'"),
    cure: "define lambda_handler(event, context) in index.py",
  },
  {
    name: "Runtime.ImportModuleError",
    log: failed("cannot import name 'soft_unicode' from 'markupsafe' (/var/task/markupsafe/__init__.py)"),
    cure: "--handler index.handler",
  },
  {
    name: "'BedrockRuntime' object has no attribute 'converse'",
    log: lambdaLog("[ERROR] AttributeError: 'BedrockRuntime' object has no attribute 'converse'"),
    cure: "converse of bedrock-runtime needs boto3 1.34.116: add boto3>=1.34.116",
  },
  {
    name: "AccessDeniedException … bedrock:InvokeModel",
    log: lambdaLog(
      "[ERROR] AccessDeniedException: An error occurred (AccessDeniedException) when calling the Converse operation: User: arn:aws:sts::123456789012:assumed-role/demo-chat/demo-chat is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0 because no identity-based policy allows the bedrock:InvokeModel action",
    ),
    cure: "allow bedrock:InvokeModel on arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
  },
  {
    name: "You don't have access to the model",
    log: lambdaLog(
      "botocore.errorfactory.AccessDeniedException: An error occurred (AccessDeniedException) when calling the InvokeModel operation: You don't have access to the model with the specified model ID.",
    ),
    cure: "enable the model in the Bedrock console",
  },
  {
    name: "Task timed out",
    log: lambdaLog("2026-11-10T05:46:57.874Z 160788cd-45ff-4583-809f-c7e31127cb95 Task timed out after 3.07 seconds"),
    cure: "it had 3.07 s; AWS gives at most 900, but an HTTP API gives up after 30",
  },
  {
    name: "Unzipped size must be smaller than 262144000 bytes",
    log: terraformLog(
      "Error: creating Lambda Function (demo-chat): operation error Lambda: CreateFunction, https response error StatusCode: 400,",
      "RequestID: 713caf1a, InvalidParameterValueException: Unzipped size must be smaller than 255174947",
      "bytes",
    ),
    cure: "its layers take 6,969,053 of 262,144,000 bytes",
  },
  {
    name: "RequestEntityTooLargeException",
    log: terraformLog(
      "Error: updating Lambda Function (demo-chat) code: operation error Lambda: UpdateFunctionCode, https response error StatusCode: 413,",
      "RequestID: 5ce6a15a, api error RequestEntityTooLargeException: Request must be smaller than",
      "70167211 bytes for the UpdateFunctionCode operation",
    ),
    cure: "a ZIP over 52,428,800 bytes goes through S3",
  },
  {
    name: "RequestEntityTooLargeException",
    log: "An error occurred (RequestEntityTooLargeException) when calling the UpdateFunctionConfiguration operation: Request must be smaller than 5120 bytes for the UpdateFunctionConfiguration operation",
    cure: "make the environment variables smaller",
  },
  {
    name: "The image manifest … media type … is not supported",
    log: terraformLog(
      "Error: updating Lambda Function (demo-chat) code: operation error Lambda: UpdateFunctionCode, https response error StatusCode: 400,",
      "RequestID: 72b88508, InvalidParameterValueException: The image manifest, config or layer",
      "media type for the source image 123456789012.dkr.ecr.us-east-1.amazonaws.com/demo@sha256:80966d is not supported.",
    ),
    cure: "--provenance=false --sbom=false",
  },
  {
    name: "Provider produced inconsistent final plan",
    log: terraformLog(
      "Error: Provider produced inconsistent final plan",
      "",
      "When expanding the plan for aws_lambda_function.chat to include new values",
      'learned so far during apply, provider "registry.terraform.io/hashicorp/aws" produced an invalid new value for',
      '.source_code_hash: was cty.StringVal("UfuroTC1emuU="), but now cty.StringVal("AvoN0Fbx5S4k=").',
    ),
    cure: "give aws_lambda_function.chat no depends_on",
  },
  {
    name: "Saved plan is stale",
    log: terraformLog(
      "Error: Saved plan is stale",
      "",
      "The given plan file can no longer be applied because the state was changed by",
      "another operation after the plan was created.",
    ),
    cure: "terraform plan -out=tfplan && terraform apply tfplan",
  },
  {
    name: "no such file … .zip",
    log: terraformLog(
      "Error: reading ZIP file (lambda_packages/chat_function.zip): open",
      "lambda_packages/chat_function.zip: no such file or directory",
    ),
    cure: "take lambda_packages/chat_function.zip along with the plan",
  },
  {
    name: "Could not retrieve providers for locking",
    log: terraformLog(
      "Error: Could not retrieve providers for locking",
      "",
      "Terraform failed to fetch the requested providers for linux_amd64 in order to",
      "calculate their checksums: some providers could not be installed:",
    ),
    cure: "--skip-provider-lock",
  },
  {
    name: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    log: [
      "2026-11-24T20:48:35.1234567Z ##[group]Run aws-actions/configure-aws-credentials",
      "2026-11-24T20:48:36.1234567Z Assuming role with OIDC",
      "2026-11-24T20:48:39.1234567Z ##[error]Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    ].join("\n"),
    cure: "repo:OWNER/NAME:environment:",
  },
  {
    name: "Error acquiring the state lock",
    log: terraformLog(
      "Error: Error acquiring the state lock",
      "",
      "Error message: operation error S3: PutObject, https response error StatusCode:",
      "412, RequestID: 1, api error PreconditionFailed: At least one of the pre-conditions you specified did not hold",
      "Lock Info:",
      "  ID:        4bb1d1f4-a4f0-4c62-9f4c-53bd7a8a1b2a",
      "  Path:      my-state-bucket/test-llms-demo",
    ),
    cure: "terraform force-unlock 4bb1d1f4-a4f0-4c62-9f4c-53bd7a8a1b2a",
  },
];
