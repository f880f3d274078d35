import { readFileSync } from "node:fs";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { withoutCredentials } from "../requirements/credentials";
import { findManifest, type Manifest } from "../requirements/manifest";
import { holds } from "../requirements/marker";
import { parsePylock } from "../requirements/pylock";
import { readPyproject } from "../requirements/pyproject";
import type { Listed } from "../requirements/requirements-file";
import { specifierText } from "../requirements/specifier";
import { whereOf } from "./asks";
import { markerEnvironment, type Platform } from "./platform";
import { wantedBy } from "./wanted";

/** A line of what a function asks for. */
export interface AskedLine {
  /** `backend/chat/requirements.txt:1` */
  readonly where: string;
  /** As it is written, without logins. */
  readonly text: string;
  /** Normalised; absent where it names a file or an address alone. */
  readonly name?: string;
  /** `>=1.34.0`; empty where any version will do. */
  readonly specifier: string;
  /** Whether its condition holds on the function's platform. */
  readonly applies: boolean;
}

/**
 * Every line of what a source folder asks for, whether or not anybody installs it.
 *
 * @param named a file, relative to the folder, to read instead of what would be found
 * @returns undefined where the folder asks for nothing, or what it asks for cannot be read
 */
export function askedLines(
  source: string,
  named: string | undefined,
  platform: Platform,
  env: NodeJS.ProcessEnv,
): AskedLine[] | undefined {
  try {
    const manifest = findManifest(source, named);
    return manifest && linesOf(manifest, platform, env);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function linesOf(manifest: Manifest, platform: Platform, env: NodeJS.ProcessEnv): AskedLine[] {
  if (manifest.kind === "pylock") {
    const text = readFileSync(manifest.path, "utf8");
    return parsePylock(text, displayPath(manifest.path)).packages.map(({ name, version, where }) => {
      const specifier = version === undefined ? "" : `==${version}`;
      return { where, text: `${name}${specifier}`, name, specifier, applies: true };
    });
  }
  const listed = manifest.kind === "uv-lock" ? readPyproject(manifest.path).dependencies : wantedBy(manifest, env).requirements;
  return listed.map((each) => lineOf(each, platform));
}

function lineOf(listed: Listed, platform: Platform): AskedLine {
  const { name, specifier, marker } = listed.requirement;
  return {
    ...{ where: whereOf(listed), text: withoutCredentials(listed.text) },
    ...(name === undefined ? {} : { name }),
    specifier: specifierText(specifier),
    applies: marker === undefined || holds(marker, markerEnvironment(platform)),
  };
}
