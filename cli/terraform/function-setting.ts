/**
 * What Terraform sets of one `aws_lambda_function` and of what stands around it, as far as it is known before an apply. A value that only the apply
 * will know is absent.
 */
export interface FunctionSetting {
  /** `aws_lambda_function.chat` */
  readonly address: string;
  /** As AWS knows it. */
  readonly functionName?: string;
  readonly packageType: "Zip" | "Image";
  /** `index.handler`; absent of an image, whose command it is. */
  readonly handler?: string;
  /** As it is written: it may be one that is not known here. Absent of an image. */
  readonly runtime?: string;
  readonly architecture: "x86_64" | "arm64";
  /** MB. AWS's default is 128. */
  readonly memorySize?: number;
  /** Seconds. AWS's default is 3. */
  readonly timeout?: number;
  /** By name. */
  readonly environment: readonly EnvironmentVariable[];
  /** Of its layers, in their order: a path in the stack directory where the same configuration makes it, else an ARN. */
  readonly layers: readonly LayerSetting[];
  /** Whether there may be more layers: a list of them that only the apply completes is not in a plan, but for those it refers to. @default false */
  readonly mayHaveMoreLayers?: true;
  /** Where its ZIP lies, relative to the stack directory; absent where it is an image, or lies in S3 already. */
  readonly filename?: string;
  /** Whether an `aws_s3_object` of the same configuration uploads that ZIP. @default it is uploaded directly, or by somebody else */
  readonly throughS3?: true;
  readonly imageUri?: string;
  /** sha256 in base64: what AWS will call `CodeSha256`. */
  readonly sourceCodeHash?: string;
  /** What its role may do; of policies that others manage, their names. */
  readonly rights: readonly string[];
  /** The log group that the same configuration makes for it; absent where there is none. */
  readonly logGroup?: LogGroupSetting;
  /** Routes of HTTP APIs that call it, such as `POST /chat`. */
  readonly routes: readonly string[];
  readonly inVpc: boolean;
}

/** A variable of a function's environment. Its value is judged and never shown. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
}

/** A layer of a function. */
export interface LayerSetting {
  /** `aws_lambda_layer_version.report`, where the same configuration makes it. */
  readonly address?: string;
  /** Of its ZIP, relative to the stack directory. */
  readonly filename?: string;
  readonly arn?: string;
}

/** A function's log group. */
export interface LogGroupSetting {
  readonly name?: string;
  /** Days; absent where logs are kept for ever, or only an apply knows. */
  readonly retentionDays?: number;
}
