import { createHash } from "node:crypto";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

const taken = new WeakMap<TerraformStack, Map<string, string>>();

/**
 * Where a ZIP lies, relative to the stack directory: `lambda_packages/chat_function.zip`, or, where another construct of the stack has that
 * name, with a few letters more that depend on where the construct is in the stack.
 */
export function packagePath(scope: Construct, name: string): string {
  const stack = TerraformStack.of(scope);
  const owners = taken.get(stack) ?? new Map<string, string>();
  taken.set(stack, owners);
  const owner = scope.node.path;
  const key = name.toLowerCase(); // `Chat` and `chat` are one file on some systems, and a stack directory may be moved to one
  const isFree = (owners.get(key) ?? owner) === owner;
  if (isFree) owners.set(key, owner);
  const letters = createHash("sha256").update(owner).digest("hex").slice(0, 8);
  return `lambda_packages/${isFree ? name : `${name}_${letters}`}.zip`;
}
