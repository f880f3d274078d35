import { UserError } from "../../errors/user-error";
import { findManifest } from "../requirements/manifest";
import { specifierText } from "../requirements/specifier";
import { whereOf } from "../resolve/asks";
import { wantedBy } from "../resolve/wanted";

/** A requirement that nobody installs. */
export interface AskedInVain {
  /** Normalised. */
  readonly name: string;
  /** `>=1.34.0`; empty where any version will do. */
  readonly specifier: string;
  /** `requirements.txt:1` */
  readonly where: string;
}

/**
 * What a source folder's manifest asks for, where nothing is installed and so nobody has read it yet. One that cannot be read asks nothing: it
 * is documentation then.
 */
export function askedInVain(source: string, env: NodeJS.ProcessEnv): AskedInVain[] {
  try {
    const manifest = findManifest(source);
    if (manifest?.kind !== "requirements" && manifest?.kind !== "pyproject") return [];
    return wantedBy(manifest, env).requirements.flatMap((listed) => {
      const { name, specifier } = listed.requirement;
      return name === undefined ? [] : { name, specifier: specifierText(specifier), where: whereOf(listed) };
    });
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
