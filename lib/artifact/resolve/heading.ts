import { basename, join, relative } from "node:path";
import type { Listed } from "../requirements/requirements-file";
import { specifierText } from "../requirements/specifier";
import type { DirectRequirement, Resolution } from "./resolution";
import type { ResolveContext } from "./resolve-context";

const caveat = "not locked: another day may resolve differently";

/** What a resolution says of itself. */
export function heading(
  { platform }: ResolveContext,
  sources: readonly string[],
  locked: boolean,
): Omit<Resolution, "distributions" | "direct"> {
  const { runtime, architecture } = platform;
  return { runtime, architecture, locked, caveat: locked ? undefined : caveat, sources: sources.map((path) => basename(path)) };
}

/**
 * What a resolution says of a requirement of the manifest's own.
 *
 * @param folder absolute, the manifest's
 */
export function directOf({ requirement, file, line, folder: own }: Listed, name: string, folder: string): DirectRequirement {
  const path = relative(folder, join(own, basename(file))).replaceAll("\\", "/");
  return { name, specifier: specifierText(requirement.specifier), file: path, line };
}
