import { join } from "node:path";
import { wheelPath } from "../cache/wheels";
import { displayPath } from "../display-path";
import { environmentIndexes, indexLogins } from "../fetch/credentials";
import { fetchWheels } from "../fetch/fetch-wheels";
import type { ResolvedDistribution, Resolved } from "./resolution";
import { type DependencyRequest, resolveContext } from "./resolve-context";
import { uvSettings } from "./uv-settings";

/** A distribution whose wheel lies in the cache, whole and checked. */
export interface FetchedDistribution extends ResolvedDistribution {
  /** Absolute, of the wheel. */
  readonly path: string;
}

/**
 * Sees to it that the cache holds what was resolved, and says where. Where nothing is lacking, no process starts.
 *
 * @param request the one it was resolved with
 * @throws UserError naming every wheel that cannot be had
 */
export function fetchDependencies(
  { resolution, locations, indexUrls, folder }: Resolved,
  request: DependencyRequest,
): FetchedDistribution[] {
  const env = request.env ?? process.env;
  const settings = uvSettings(folder, env);
  const { cache, offline, scrub } = resolveContext(request, [...settings.texts, ...indexUrls, ...locations.values()]);
  const variables = environmentIndexes(env);
  const logins = indexLogins([...indexUrls, ...variables.urls], [...variables.named, ...settings.indexes], env);
  const wanted = resolution.distributions.map(({ name, wheel }) => {
    const asked = resolution.direct.find((each) => each.name === name);
    const where = asked === undefined ? undefined : `${displayPath(join(folder, asked.file))}:${asked.line}`;
    return { filename: wheel.filename, sha256: wheel.sha256, size: wheel.size, location: locations.get(wheel.sha256), where };
  });
  fetchWheels(wanted, { cache, logins, offline, scrub, env });
  return resolution.distributions.map((each) => ({ ...each, path: wheelPath(cache, each.wheel) }));
}
