import { boto3Sightings } from "../../../lib/runtimes/boto3-sightings";
import { suppliedPackages } from "../../../lib/runtimes/supplied-packages";
import type { FunctionSources } from "../model/function-sources";
import type { BomComponent } from "./bom";
import { properties } from "./function-components";
import { purlOf } from "./purl";

const aws = { name: "Amazon Web Services" };

/** How a bill refers to what a function runs in; undefined where a Dockerfile says what that is. */
export function containerRef({ runtime, image }: FunctionSources): string | undefined {
  if (image?.build !== undefined) return undefined;
  return image?.base === undefined ? `aws:${runtime}` : `aws:${image.base.name}@${image.base.digest}`;
}

/**
 * What a function runs in, as a part: the managed runtime, or the base of its image, and in it the packages that AWS supplies, which have no
 * version, since AWS publishes none and changes them at will.
 */
export function containerComponent(fn: FunctionSources, ref: string): BomComponent {
  const { runtime, image } = fn;
  const base = image?.base;
  const sighting = boto3Sightings[runtime];
  return {
    ...(base === undefined
      ? { type: "platform", "bom-ref": ref, supplier: aws, name: `AWS Lambda ${runtime}` }
      : { type: "container", "bom-ref": ref, supplier: aws, name: base.name, version: base.digest }),
    description: base === undefined ? "The managed runtime, which AWS patches." : "The base image, as it was locked.",
    components: suppliedPackages.map((name): BomComponent => {
      const isSeen = base === undefined && sighting !== undefined && (name === "boto3" || name === "botocore");
      const seen = isSeen ? properties({ "version-seen": `${sighting[name]} on ${sighting.seen}` }) : [];
      return {
        ...{ type: "library", "bom-ref": `${ref}/${name}`, supplier: aws, name, purl: purlOf(name) },
        properties: [...properties({ "supplied-by": "AWS", version: "not known" }), ...seen],
      };
    }),
  };
}
