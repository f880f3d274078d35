import { existsSync, readFileSync } from "node:fs";

/** What is read of a state file (format version 4). */
export interface StateFile {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly StateResource[];
}

export interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

/** Reads a local state file; an absent one, or an empty one, as Terraform has it while it applies for the first time, is a state in which nothing was applied. */
export function readStateFile(path: string): StateFile {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text === "") return { outputs: {}, resources: [] };
  const { outputs, resources } = JSON.parse(text) as {
    outputs: Record<string, { value: unknown }>;
    resources: StateResource[];
  };
  return { outputs: valuesOf(outputs), resources };
}

/** The outputs as Terraform prints and keeps them, less their types. */
export function valuesOf(outputs: Readonly<Record<string, { readonly value: unknown }>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
