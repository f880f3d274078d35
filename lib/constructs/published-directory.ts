import { join, resolve } from "node:path";
import type { TerraformStack } from "cdktf";

/** Where synthesis writes, relative to the folder it runs in: `CDKTF_OUTDIR`, else `cdktf.out`. */
export function outputFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["CDKTF_OUTDIR"] ?? "cdktf.out";
}

/** Where the last synthesis left the directory of a stack, absolute, and this one puts it once it is whole; it need not be there. */
export function publishedDirectory(stack: TerraformStack): string {
  return join(resolve(outputFolder()), "stacks", stack.node.id);
}
