import { copyFileSync, readFileSync } from "node:fs";
import type { TerraformStack } from "cdktf";
import { StackDirectory } from "./stack-directory";

/** The lock file of Terraform, beside the app: it is copied into the stack directories. */
export const providerLock = ".terraform.lock.hcl";

/** Has a stack directory hold the lock file too, so that `terraform init` there takes the providers of this project. */
export function shipProviderLock(stack: TerraformStack): void {
  StackDirectory.of(stack).add(providerLock, (path) => {
    copyFileSync(providerLock, path);
  });
}

/**
 * The version of a provider in a lock file.
 *
 * @param provider such as `hashicorp/aws`
 * @param path of the lock file. @default the one where synthesis runs
 * @returns undefined where it is not locked, or there is no lock file
 */
export function lockedProvider(provider: string, path: string = providerLock): string | undefined {
  return lockedVersion(textOf(path), provider);
}

/** The version of a provider in the text of a lock file, which Terraform writes: a block a provider, a line an argument. */
export function lockedVersion(lock: string, provider: string): string | undefined {
  const blocks = lock.matchAll(/^provider\s+"[^"/]+\/([^"]+)"\s*\{\s*$([^]*?)^\}/gm);
  for (const [, name, body = ""] of blocks) {
    if (name === provider) return /^\s*version\s*=\s*"([^"]+)"/m.exec(body)?.[1];
  }
  return undefined;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
