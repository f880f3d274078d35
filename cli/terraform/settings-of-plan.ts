import { posix } from "node:path";
import { type DeclaredResource, itemsIn, objectIn, textIn } from "./declared-resource";
import type { FunctionSetting } from "./function-setting";
import { functionSettings } from "./function-settings";
import { type ConfiguredReferences, configuredReferences, type Reference } from "./plan-references";

/**
 * The functions that a plan leaves behind, in its modules too, by address. What is marked as sensitive is taken as not known, but for the names of
 * environment variables.
 *
 * @param plan what `terraform show -json` says of a saved plan: https://developer.hashicorp.com/terraform/internals/json-format
 */
export function settingsOfPlan(plan: unknown): FunctionSetting[] {
  return functionSettings(declaredInPlan(plan));
}

/** Where the ZIPs lie that Terraform's `archive_file` makes, as `filename` has them: relative to the folder of the plan. */
export function archivesOfPlan(plan: unknown): string[] {
  return declaredInPlan(plan).flatMap(({ type, values }) => {
    const path = type === "data.archive_file" || type === "archive_file" ? textIn(values["output_path"]) : undefined;
    return path === undefined ? [] : [posix.normalize(path)];
  });
}

/** The resources and data sources that a plan leaves behind, in its modules too. What is marked as sensitive is left out of their values. */
export function declaredInPlan(plan: unknown): DeclaredResource[] {
  const { planned_values: planned, prior_state: prior, resource_changes: changes, configuration } = objectIn(plan);
  const unknown = new Map(
    itemsIn(changes)
      .map(objectIn)
      .map(({ address, change }) => [textIn(address) ?? "", objectIn(objectIn(change)["after_unknown"])]),
  );
  const instances = [
    ...instancesIn(objectIn(objectIn(prior)["values"])["root_module"]).filter(isData),
    ...itemsIn(changes).map(objectIn).filter(isData).map(toBeRead),
    ...instancesIn(objectIn(planned)["root_module"]),
  ];
  const byAddress = new Map(instances.map((instance) => [instance.address, instance]));
  const references = configuredReferences(configuration);
  const byTarget = new Map<string, string[]>();
  for (const address of byAddress.keys())
    byTarget.set(withoutKeys(address), [...(byTarget.get(withoutKeys(address)) ?? []), address]);
  return [...byAddress.values()].map((instance) => declared(instance, byTarget, references, unknown));
}

/** A resource or data source, one of its `count` or `for_each`. */
interface Instance {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

function instancesIn(module: unknown): Instance[] {
  const { resources, child_modules: children } = objectIn(module);
  const own = itemsIn(resources)
    .map(objectIn)
    .map(({ address, mode, type, values, sensitive_values: marks }) => ({
      ...{ address: textIn(address) ?? "", mode: textIn(mode) ?? "", type: textIn(type) ?? "" },
      values: objectIn(withoutSensitive(values, marks)),
    }));
  return [...own, ...itemsIn(children).flatMap(instancesIn)];
}

/** A data source that is read in the apply: what it is asked is known. */
function toBeRead({ address, mode, type, change }: Readonly<Record<string, unknown>>): Instance {
  const { after, after_sensitive: marks } = objectIn(change);
  return {
    ...{ address: textIn(address) ?? "", mode: textIn(mode) ?? "", type: textIn(type) ?? "" },
    values: objectIn(withoutSensitive(after, marks)),
  };
}

function isData({ mode }: { readonly mode?: unknown }): boolean {
  return mode === "data";
}

/** Marks have the form of the values; one above them counts for all below. Keys stay: they are names. */
function withoutSensitive(value: unknown, marks: unknown): unknown {
  if (marks === undefined || marks === null || marks === false) return value;
  const markOf = (name: string | number): unknown => marks === true || (marks as Readonly<Record<string, unknown>>)[String(name)];
  if (Array.isArray(value)) return value.map((item, index) => withoutSensitive(item, markOf(index)));
  if (typeof value !== "object" || value === null) return marks === true ? undefined : value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutSensitive(item, markOf(name))]));
}

/** @param instances the addresses of all that there are, by what they are instances of */
function declared(
  { address, mode, type, values }: Instance,
  instances: ReadonlyMap<string, readonly string[]>,
  references: ConfiguredReferences,
  unknown: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): DeclaredResource {
  const configured = Object.entries(references.get(withoutKeys(address)) ?? {});
  const pending = Object.entries(unknown.get(address) ?? {}).filter(([, mark]) => mark === true);
  return {
    address,
    type: mode === "data" ? `data.${type}` : type,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)),
    references: Object.fromEntries(
      configured.map(([name, targets]) => [name, targets.flatMap((target) => instancesOf(target, address, instances))]),
    ),
    unresolved: Object.fromEntries(pending.map(([name]) => [name, ""])),
  };
}

/**
 * Of several instances of what is referred to, the one whose key the reference names; else those of the same instance of a module, and among
 * these the one with the key of who refers.
 */
function instancesOf({ target, key }: Reference, from: string, instances: ReadonlyMap<string, readonly string[]>): string[] {
  const near = (instances.get(target) ?? []).filter((address) => !isApart(address, from));
  const wanted = key ?? keysOf(from).at(-1) ?? "";
  const same = near.filter((address) => keysOf(address).includes(wanted));
  return same.length > 0 ? same : near;
}

/** Whether two lie in different instances of one module. */
function isApart(address: string, other: string): boolean {
  const others = new Map(modulesOf(other));
  return modulesOf(address).some(([module, key]) => others.has(module) && others.get(module) !== key);
}

/** The modules above a resource, each with its key. */
function modulesOf(address: string): [module: string, key: string][] {
  const steps = address.matchAll(/(?:^|\.)module\.[\w-]+(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g);
  return [...steps].map((step) => [withoutKeys(address.slice(0, step.index + step[0].length)), step[1] ?? ""]);
}

function keysOf(address: string): string[] {
  return [...address.matchAll(keys)].map(([, key = ""]) => key);
}

function withoutKeys(address: string): string {
  return address.replaceAll(keys, "");
}

/** Of `count` and `for_each`: `[0]`, `["eu"]`. */
const keys = /\[(\d+|"(?:[^"\\]|\\.)*")\]/g;
