import { dirname } from "node:path";
import { sweepTemporary } from "../cache/temporary";
import { displayPath } from "../display-path";
import type { Listed } from "../requirements/requirements-file";
import { type Ask, asksFor } from "./asks";
import { compile } from "./compile";
import { directOf, heading } from "./heading";
import { isLocked } from "./is-locked";
import type { Resolved } from "./resolution";
import { type DependencyRequest, resolveContext } from "./resolve-context";
import { uvSettings } from "./uv-settings";
import type { Wanted } from "./wanted";

/** Resolves requirements by uv, whatever lock may lie beside them. */
export function resolveWanted({ requirements, file }: Wanted, path: string, request: DependencyRequest): Resolved {
  const env = request.env ?? process.env;
  const settings = uvSettings(dirname(path), env);
  const indexUrls = [file.indexes.indexUrl ?? "", ...file.indexes.extraIndexUrls, ...file.indexes.findLinks];
  const addresses = requirements.map(({ requirement }) => requirement.address ?? "");
  const context = resolveContext(request, [...settings.texts, ...indexUrls, ...addresses]);
  sweepTemporary(context.cache);
  const asks = asksFor(requirements, context);
  const hashes = hashesByName(asks, file.constraints);
  const manifest = displayPath(path);
  const { constraints, constraintFiles, indexes } = file;
  const compilation = { asks, constraints, constraintFiles, indexes, settings, folder: dirname(path), manifest, hashes };
  const { compiled, urls } =
    asks.length === 0 ? { compiled: [], urls: new Map<string, string>() } : compile(compilation, context);
  const direct = requirements.map((listed) => asks.find((each) => each.listed === listed)).flatMap((each) => each ?? []);
  const locked = compiled.length === 0 || isLocked(compiled, direct, file, manifest);
  const locations = new Map(compiled.map(({ sha256, location }) => [sha256, urls.get(sha256) ?? location]));
  const folders = new Map<string, string>();
  for (const { file: known } of asks) {
    if (known?.origin === "file")
      locations.set(known.sha256, known.path); // wherever it lies today
    else if (known !== undefined) folders.set(known.sha256, known.folder);
  }
  return {
    resolution: {
      ...heading(context, [path, ...constraintFiles], locked),
      distributions: compiled.map(({ name, version, filename, sha256, size }) => {
        const asked = asks.find((each) => each.name === name);
        const origin = asked?.file?.origin ?? (asked?.listed.requirement.address === undefined ? "index" : "file");
        return { name, version, wheel: { filename, sha256, size, origin } };
      }),
      direct: direct.map(({ listed, name }) => directOf(listed, name, dirname(path))),
    },
    locations,
    folders,
    folder: dirname(path),
    indexUrls,
  };
}

/** The hashes the manifest gives, of which a distribution's wheel must have one. */
function hashesByName(asks: readonly Ask[], constraints: readonly Listed[]): Map<string, readonly string[]> {
  const hashes = new Map<string, readonly string[]>();
  const all = [
    ...asks.map(({ name, listed }) => ({ name, listed })),
    ...constraints.map((listed) => ({ name: listed.requirement.name ?? "", listed })),
  ];
  for (const { name, listed } of all)
    if (listed.hashes.length > 0) hashes.set(name, [...(hashes.get(name) ?? []), ...listed.hashes]);
  return hashes;
}
