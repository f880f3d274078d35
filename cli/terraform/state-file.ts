import { existsSync, readFileSync } from "node:fs";

/** What is read of a state file (format version 4). */
export interface StateFile {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly StateResource[];
}

export interface StateResource {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

/** Reads a local state file; an absent one is a state in which nothing was applied. */
export function readStateFile(path: string): StateFile {
  return parseState(existsSync(path) ? readFileSync(path, "utf8") : "");
}

/** A state as it is kept; an empty one, as Terraform has it while it applies for the first time, is one in which nothing was applied. */
export function parseState(text: string): StateFile {
  if (text.trim() === "") return { outputs: {}, resources: [] };
  const { outputs, resources } = JSON.parse(text) as {
    outputs: Record<string, { value: unknown }>;
    resources: StateResource[];
  };
  return { outputs: valuesOf(outputs), resources };
}

/** The attributes of a resource in a state, by its address, such as `aws_lambda_function.chat`; undefined where it is not there. */
export function attributesOf({ resources }: StateFile, address: string): Readonly<Record<string, unknown>> | undefined {
  return resources.find(({ mode, type, name }) => mode === "managed" && `${type}.${name}` === address)?.instances[0]?.attributes;
}

/** The outputs as Terraform prints and keeps them, less their types. */
export function valuesOf(outputs: Readonly<Record<string, { readonly value: unknown }>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
