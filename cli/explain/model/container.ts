import { namesOf } from "../../../lib/artifact/strategy/choose-strategy";
import { boto3Sightings } from "../../../lib/runtimes/boto3-sightings";
import { managedRuntimes, pythonVersion } from "../../../lib/runtimes/managed-runtimes";
import type { ContainerPart } from "./explanation";
import type { FunctionSources, ZipFacts } from "./function-sources";

/** What the container is made of, the lowest first. */
export function containerOf(sources: FunctionSources): ContainerPart[] {
  const { strategy, zips, setting } = sources;
  if (strategy === "image") return imageParts(sources);
  const [own, ...layers] = zips;
  const foreign = (setting?.layers ?? []).filter(({ filename, arn }) => filename === undefined && arn !== undefined);
  return [
    ...awsParts(sources),
    ...layers.map((layer) => zipPart(layer, sources)),
    ...foreign.map(({ arn = "" }): ContainerPart => ({
      ...{
        holds: "layer",
        from: "you",
        what: arn,
        at: "/opt",
        origin: "a layer that another deployment published: not looked into",
      },
    })),
    ...(own === undefined ? [] : [zipPart(own, sources)]),
  ];
}

/** What a managed runtime is. */
function awsParts(sources: FunctionSources): ContainerPart[] {
  const { runtime, live } = sources;
  const { os, glibc, deprecated } = managedRuntimes[runtime];
  const patched = { date: deprecated, dated: "patched by AWS until" } as const;
  const aws = { from: "AWS" } as const;
  return [
    {
      holds: "system",
      ...aws,
      what: `${os} (glibc ${glibc})`,
      at: "/",
      origin: "built by AWS, long before your deployment",
      ...patched,
    },
    {
      holds: "python",
      ...aws,
      what: `Python ${live?.python ?? pythonVersion(runtime)}`,
      at: "/var/lang",
      origin: "built by AWS; its newest patch",
      ...patched,
    },
    { holds: "supplied", ...aws, at: "/var/lang", ...suppliedOf(sources) },
  ];
}

function suppliedOf({ runtime, live, today, zips }: FunctionSources): Pick<ContainerPart, "what" | "origin" | "date" | "dated"> {
  const seen = boto3Sightings[runtime];
  const origin = "installed by AWS, which updates it when it likes and does not say to what";
  const isShipped = zips.flatMap((zip) => zip.distributions).some(({ name }) => name === "boto3");
  if (live?.boto3 !== undefined && !isShipped) {
    return {
      what: `boto3 ${live.boto3}, and what it needs`,
      origin,
      date: today,
      dated: `asked of the function in ${live.where} on`,
    };
  }
  if (seen === undefined) return { what: "boto3 and what it needs, at a version that nobody has reported", origin };
  return { what: `boto3 ${seen.boto3} or newer, and what it needs`, origin, date: seen.seen, dated: "last seen in public" };
}

function imageParts(sources: FunctionSources): ContainerPart[] {
  const { image, zips, runtime, choice } = sources;
  const { os, glibc, deprecated } = managedRuntimes[runtime];
  const base = choice?.table.find(({ strategy }) => strategy === "image")?.base?.zippedBytes;
  const holds = `${os} (glibc ${glibc}), Python ${pythonVersion(runtime)} and boto3`;
  if (image?.base !== undefined) {
    const { name, digest } = image.base;
    const part: ContainerPart = {
      ...{ holds: "base", from: "AWS", what: holds, at: "/" },
      ...(base === undefined ? {} : { zippedBytes: base }),
      origin: `${name}@${digest}, pinned in base-images.lock.json: it changes when you pin another`,
      ...{ date: deprecated, dated: "patched by AWS, as a newer base, until" },
    };
    return [part, ...zips.toReversed().map((zip) => zipPart(zip, sources))];
  }
  const origin =
    image?.build === undefined
      ? "what it holds is in its registry alone"
      : `what ${image.build.dockerfile} says; not looked into`;
  return [{ holds: "base", from: "you", what: image?.digest ?? sources.setting?.imageUri ?? "an image", at: "/", origin }];
}

function zipPart(zip: ZipFacts, { strategy }: FunctionSources): ContainerPart {
  const { holds, path, bytes, unzippedBytes, distributions } = zip;
  const bySize = [...distributions].sort((a, b) => b.unzippedBytes - a.unzippedBytes);
  const first = bySize.map(({ name, version }) => `${name} ${version}`);
  const what = {
    function: first.length === 0 ? "your code" : `your code, with ${namesOf(first)}`,
    layer: namesOf(first) || "a layer",
    dependencies: namesOf(first) || "dependencies",
  }[holds];
  const at = strategy === "image" ? "/var/task" : holds === "function" ? "/var/task" : "/opt";
  return {
    ...{ holds: holds === "function" ? "code" : holds, from: "you", what, at },
    ...(bytes === undefined ? {} : { zippedBytes: bytes }),
    ...{ unzippedBytes, origin: `${path}, ${made(zip, strategy)}` },
  };
}

function made({ madeBy }: ZipFacts, strategy: FunctionSources["strategy"]): string {
  if (madeBy === "archive_file") return "zipped by Terraform's archive_file during the plan, uploaded by the apply";
  if (madeBy === "somebody") return "made elsewhere";
  return strategy === "image" ? "spliced at synthesis, pushed by npm run image" : "spliced at synthesis, uploaded by the apply";
}
