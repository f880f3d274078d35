import { existsSync, readFileSync } from "node:fs";

/** What is read of a state file (format version 4). */
export interface StateFile {
  /** Grows by one with every change of the state. */
  readonly serial: number;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Reads a local state file; an absent one is a state in which nothing was applied. */
export function readStateFile(path: string): StateFile {
  if (!existsSync(path)) return { serial: 0, outputs: {} };
  const { serial, outputs } = JSON.parse(readFileSync(path, "utf8")) as {
    serial: number;
    outputs: Record<string, { value: unknown }>;
  };
  return { serial, outputs: valuesOf(outputs) };
}

/** The outputs as Terraform prints and keeps them, less their types. */
export function valuesOf(outputs: Readonly<Record<string, { readonly value: unknown }>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
