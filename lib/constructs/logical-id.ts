import { TerraformStack, type TerraformElement } from "cdktf";

const taken = new WeakMap<TerraformStack, Set<string>>();

/**
 * Gives an element the short name people know it by, where no other of its type in the stack has it; else it keeps the long one
 * cdktf makes. Call it right after `new`: once anything has read the element's address, it can no longer change.
 *
 * @param type as Terraform spells it: `aws_lambda_function`
 */
export function preferLogicalId(element: TerraformElement, type: string, name: string): void {
  const stack = TerraformStack.of(element);
  const names = taken.get(stack) ?? new Set();
  taken.set(stack, names);
  const address = `${type}.${name}`;
  if (names.has(address)) return;
  names.add(address);
  element.overrideLogicalId(name);
}
