import type { LambdaFunction, LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import type { PackagedCode, PackagedSplice, UndecidedCode } from "./packaging";

/** The code of a function, as it is packaged, or will be when all of its stack is declared. */
export class FunctionCode {
  private packaged: PackagedCode | undefined;

  constructor(private readonly bound: PackagedCode | UndecidedCode) {
    if (!("whenDecided" in bound)) this.packaged = bound;
  }

  /** How it is packaged. To be asked for when all of its stack is declared. */
  get decided(): PackagedCode {
    if (this.packaged === undefined) throw new Error("it is not decided yet how the function is packaged");
    return this.packaged;
  }

  /** Whether it is an image, which says itself what handler and runtime are. What is undecided is none. */
  get isImage(): boolean {
    return this.packaged?.packageType === "Image";
  }

  /** What is known by now of what `aws_lambda_function` is told; {@link completeIn} tells it the rest. */
  get arguments(): Partial<LambdaFunctionConfig> {
    if (this.packaged === undefined) return {};
    const { layers } = this.packaged;
    return { ...whereItIs(this.packaged), ...(layers === undefined ? {} : { layers: layers.map(({ arn }) => arn) }) };
  }

  /** Tells the function the rest, once it is decided. Layers that a person gave it meanwhile stay, behind its own. */
  completeIn(resource: LambdaFunction): void {
    if (!("whenDecided" in this.bound)) return;
    this.bound.whenDecided((code) => {
      this.packaged = code;
      tell(resource, code);
    });
  }
}

function whereItIs(code: PackagedCode): Partial<LambdaFunctionConfig> {
  if (code.packageType === undefined) {
    const { filename, s3Bucket, s3Key, sourceCodeHash } = code;
    return { filename, s3Bucket, s3Key, sourceCodeHash };
  }
  const { packageType, imageUri, imageConfig } = code;
  return { packageType, imageUri, imageConfig };
}

function tell(resource: LambdaFunction, { layers = [], ...code }: PackagedSplice): void {
  if (code.filename !== undefined) resource.filename = code.filename;
  else {
    resource.s3Bucket = code.s3Bucket;
    resource.s3Key = code.s3Key;
  }
  resource.sourceCodeHash = code.sourceCodeHash;
  if (layers.length > 0) resource.layers = [...layers.map(({ arn }) => arn), ...(resource.layersInput ?? [])];
}
