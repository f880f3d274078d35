import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import type { Construct } from "constructs";
import { preferLogicalId } from "./logical-id";

/** A function about to be packaged. */
export interface FunctionSource {
  /** The function's construct: what packaging adds to the stack goes below it. */
  readonly scope: Construct;
  readonly id: string;
  /** Where the function's own files are staged, relative to the stack directory. */
  readonly stagedPath: string;
}

/** What `aws_lambda_function` is told of its code. */
export interface PackagedCode {
  readonly filename: string;
  readonly sourceCodeHash: string;
}

/** How dependencies get into the container. */
export class Packaging {
  /**
   * Nothing is installed: the ZIP holds the function's own files, made by Terraform's `archive_file` at plan time, and everything
   * else is what AWS's managed runtime supplies. `requirements.txt` is documentation then.
   */
  static runtime(): Packaging {
    return new Packaging(archiveStagedSource);
  }

  private constructor(
    /** Adds to the stack what this strategy needs. Called once a function, by `PythonFunction`. */
    readonly bind: (source: FunctionSource) => PackagedCode,
  ) {}
}

/** The mode is set because `archive_file` otherwise takes it from disk, where it follows the umask of whoever synthesized. */
const packagedFileMode = "0644";

function archiveStagedSource({ scope, id, stagedPath }: FunctionSource): PackagedCode {
  const archive = new DataArchiveFile(scope, "archive", {
    type: "zip",
    sourceDir: `\${path.module}/${stagedPath}`,
    outputPath: `\${path.module}/lambda_packages/${id}_function.zip`,
    outputFileMode: packagedFileMode,
  });
  preferLogicalId(archive, "archive_file", `${id}_lambda`);
  return { filename: archive.outputPath, sourceCodeHash: archive.outputBase64Sha256 };
}
