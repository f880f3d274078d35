import type { TimelineStep } from "./explanation";
import type { DeploymentTimes, FunctionSources } from "./function-sources";

const here = "your machine, or CI";

/** What happens when, from the sources to the second answer, with what was measured the last time. */
export function timelineOf(sources: FunctionSources): TimelineStep[] {
  const { times, runtime, from } = sources;
  const image = sources.strategy === "image";
  const ours = from === "receipt";
  const packaged =
    sources.strategy === "runtime"
      ? "copies the code beside it"
      : image
        ? "makes the image's layers beside it"
        : "makes the ZIPs beside it";
  const start = image
    ? "pulls the image, starts a container of it"
    : `starts a ${runtime} container, unpacks the ZIP into /var/task`;
  return [
    ...(ours ? [step("synthesis", here, `writes what to make as Terraform JSON, and ${packaged}`, times.synthesis, times)] : []),
    step("plan", here, planned(sources), times.plan, times),
    step("upload", here, sentOf(sources), undefined, times, uploaded(times, image)),
    step("created", "AWS", "AWS keeps the code and the function's settings: there is no container yet", times.apply, times),
    step("first request", "AWS", `AWS ${start}, imports the handler's module, and calls it`, times.firstRequest, times),
    step("second request", "AWS", "the same container answers, with all it has imported", times.secondRequest, times),
  ];
}

function planned({ strategy, zips }: FunctionSources): string {
  const archived = zips.some(({ madeBy }) => madeBy === "archive_file");
  if (archived) return "archive_file zips the code, so that its hash is in the plan";
  return strategy === "image" ? "the image's digest is in the plan" : "the ZIP's hash is in the plan";
}

function sentOf({ strategy, setting }: FunctionSources): string {
  if (strategy === "image") return "npm run image pushes the layers that the registry lacks, before the apply";
  return setting?.throughS3 === true
    ? "the apply sends the ZIP to S3, from where AWS takes it"
    : "the apply sends the ZIP to AWS";
}

/** An apply sends and makes: what part of its time the upload took, Terraform does not say. */
function uploaded({ apply }: DeploymentTimes, image: boolean): string | undefined {
  return apply === undefined || image ? undefined : "not told apart from what follows";
}

function step(
  name: TimelineStep["step"],
  on: TimelineStep["on"],
  what: string,
  milliseconds: number | undefined,
  { where }: DeploymentTimes,
  instead = "not yet",
): TimelineStep {
  if (milliseconds === undefined) return { step: name, on, what, measured: instead };
  return { step: name, on, what, milliseconds, measured: where ?? "not yet" };
}
