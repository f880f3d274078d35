import { roundSize } from "../../../lib/artifact/receipt/byte-figures";
import { namesOf } from "../../../lib/artifact/strategy/choose-strategy";
import { pythonVersion } from "../../../lib/runtimes/managed-runtimes";
import type { FunctionSources, ZipFacts } from "./function-sources";

/** Where the container is built, in one sentence. */
export function answerOf(sources: FunctionSources): string {
  return sources.strategy === "image" ? imageAnswer(sources) : zipAnswer(sources);
}

function zipAnswer({ runtime, zips }: FunctionSources): string {
  const [own, ...layers] = zips;
  const start = `Nobody builds it: AWS starts its ${runtime} container at the first request`;
  if (own === undefined) return `${start} and pours your code into /var/task.`;
  const intoTask = `pours your ${weight(own)}${withDistributions(own, "with ")} into /var/task`;
  if (layers.length === 0) return `${start} and ${intoTask}.`;
  const intoOpt = layers.map((layer) => `${weight(layer)}${withDistributions(layer, "of ")}`).join(" and ");
  return `${start}, ${intoTask}, and ${layers.length === 1 ? "a layer" : `${layers.length} layers`}, ${intoOpt}, into /opt.`;
}

function imageAnswer({ image, zips, runtime }: FunctionSources): string {
  const start = "and AWS starts it at the first request.";
  if (image?.build !== undefined)
    return `You do: docker, podman or buildah builds it of ${image.build.dockerfile} before the apply, ${start}`;
  if (image === undefined) return `Somebody did, before the apply: it is an image that AWS pulls, ${start}`;
  const layers = zips.length === 1 ? "one layer" : `${zips.length} layers`;
  const of = zips.map(
    (zip) => `${roundSize(zip.bytes ?? zip.unzippedBytes)} of ${zip.holds === "function" ? "code" : zip.holds}`,
  );
  return `You do, at synthesis and without docker: ${layers} of your own (${of.join(", ")}) on AWS's python:${pythonVersion(runtime)}, ${start}`;
}

function weight({ bytes, unzippedBytes }: ZipFacts): string {
  return bytes === undefined ? `${roundSize(unzippedBytes)} (unpacked)` : roundSize(bytes);
}

function withDistributions({ distributions }: ZipFacts, before: string): string {
  const largest = [...distributions].sort((a, b) => b.unzippedBytes - a.unzippedBytes).map(({ name }) => name);
  return largest.length === 0 ? "" : ` ${before}${namesOf(largest)}`;
}
