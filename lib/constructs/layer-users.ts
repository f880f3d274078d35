import { TerraformStack } from "cdktf";
import type { KeptZip } from "../artifact/build/kept-zip";
import type { FunctionSource } from "./packaging";

/** Ids of functions by their constructs' paths, by what their layers hold. */
type Users = Map<string, Map<string, string>>;

const all = new WeakMap<TerraformStack, Users>();

/** What makes two layers one: the content, and what it is for. */
export function layerIdentity(
  { runtime, architecture }: Pick<FunctionSource, "runtime" | "architecture">,
  { contents: { sha256 } }: KeptZip,
): string {
  return `${sha256} ${runtime.name} ${architecture}`;
}

/** Notes that a function has its dependencies in this layer, or may come to have them there. */
export function noteLayerUser(fn: FunctionSource, zip: KeptZip): void {
  const { scope, id } = fn;
  usersOf(fn, zip).set(scope.node.path, id);
}

/** The ids of the other functions of the stack that have the same in a layer, or may come to; sorted. */
export function otherLayerUsers(fn: FunctionSource, zip: KeptZip): string[] {
  const others = [...usersOf(fn, zip)].filter(([path]) => path !== fn.scope.node.path);
  return others.map(([, id]) => id).sort();
}

function usersOf(fn: FunctionSource, zip: KeptZip): Map<string, string> {
  const stack = TerraformStack.of(fn.scope);
  const users: Users = all.get(stack) ?? new Map<string, Map<string, string>>();
  all.set(stack, users);
  const identity = layerIdentity(fn, zip);
  const known = users.get(identity) ?? new Map<string, string>();
  users.set(identity, known);
  return known;
}
