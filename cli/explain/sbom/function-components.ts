import type { DistributionFacts, FunctionSources, ZipFacts } from "../model/function-sources";
import type { BomComponent, BomProperty } from "./bom";
import { purlOf } from "./purl";

/** A function as a part, its ZIPs in it. */
export function functionComponent(fn: FunctionSources, ref: string): BomComponent {
  const { name, strategy, runtime, architecture, from, source, image } = fn;
  const own = occurrences(fn.zips, "first-party");
  return {
    ...{ type: "application", "bom-ref": ref, name },
    ...(fn.zips.length === 0 ? {} : { components: fn.zips.map((zip) => zipComponent(zip, ref)) }),
    ...(own.length === 0 ? {} : { evidence: { occurrences: own } }),
    properties: [
      ...properties({ strategy, runtime, architecture, from }),
      ...(source === undefined ? [] : properties({ source })),
      ...(image === undefined ? [] : properties({ "image-digest": image.digest })),
    ],
  };
}

function zipComponent({ path, holds, madeBy, bytes, sha256, unzippedBytes }: ZipFacts, ref: string): BomComponent {
  return {
    ...{ type: "file", "bom-ref": `${ref}/${path}`, name: path },
    ...(sha256 === undefined ? {} : { hashes: [{ alg: "SHA-256", content: sha256 }] }),
    properties: [
      ...properties({ holds, "made-by": madeBy }),
      ...(bytes === undefined ? [] : properties({ bytes: String(bytes) })),
      ...properties({ "unzipped-bytes": String(unzippedBytes) }),
    ],
  };
}

/** How a bill refers to a distribution: two wheels of one version are two. */
export function distributionRef({ name, version, wheel }: DistributionFacts): string {
  const purl = purlOf(name, version);
  return wheel === undefined ? purl : `${purl}#${wheel.sha256}`;
}

/**
 * A distribution as a part, with the hash of its wheel.
 *
 * @param facts of all ZIPs that have this very distribution; they differ in who asks for it at most
 * @param zips that have it
 */
export function distributionComponent(
  facts: readonly [DistributionFacts, ...DistributionFacts[]],
  zips: readonly ZipFacts[],
): BomComponent {
  const [first] = facts;
  const { name, version, wheel } = first;
  const lines = [...new Set(facts.flatMap(({ requiredBy }) => requiredBy))].sort();
  const files = occurrences(zips, name);
  return {
    ...{ type: "library", "bom-ref": distributionRef(first), name, version },
    ...(wheel === undefined ? {} : { hashes: [{ alg: "SHA-256", content: wheel.sha256 }] }),
    purl: purlOf(name, version),
    ...(files.length === 0 ? {} : { evidence: { occurrences: files } }),
    properties: [
      ...(wheel === undefined
        ? properties({ "known-by": "dist-info" })
        : properties({ wheel: wheel.filename, "wheel-bytes": String(wheel.bytes) })),
      ...properties({ "unzipped-bytes": String(first.unzippedBytes) }),
      ...lines.flatMap((line) => properties({ "required-by": line })),
    ],
  };
}

/** Where the files of an origin are, once each. */
function occurrences(zips: readonly ZipFacts[], wanted: string): { location: string }[] {
  const locations = zips.flatMap(({ path: zip, files }) =>
    files.filter(({ origin }) => origin === wanted).map(({ path }) => `${zip}!/${path}`),
  );
  return [...new Set(locations)].sort().map((location) => ({ location }));
}

/** Properties of this project's own names. */
export function properties(values: Readonly<Record<string, string>>): BomProperty[] {
  return Object.entries(values).map(([name, value]) => ({ name: `lambda-container:${name}`, value }));
}
