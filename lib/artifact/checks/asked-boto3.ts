import { UserError } from "../../errors/user-error";
import { findManifest } from "../requirements/manifest";
import { specifierText } from "../requirements/specifier";
import { whereOf } from "../resolve/asks";
import { wantedBy } from "../resolve/wanted";
import type { AskedBoto3 } from "./operations";

/**
 * What a source folder's manifest asks of boto3, where nothing is installed and so nobody has read it yet. One that cannot be read asks nothing: it
 * is documentation then.
 */
export function askedBoto3(source: string, env: NodeJS.ProcessEnv): AskedBoto3[] {
  try {
    const manifest = findManifest(source);
    if (manifest?.kind !== "requirements" && manifest?.kind !== "pyproject") return [];
    return wantedBy(manifest, env).requirements.flatMap((listed) => {
      const { name, specifier } = listed.requirement;
      if (name !== "boto3" && name !== "botocore") return [];
      return [{ name, specifier: specifierText(specifier), where: whereOf(listed) }];
    });
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
