import { parseSpecifier, fulfils, type Clause } from "../../../lib/artifact/requirements/specifier";
import type { AskedLine } from "../../../lib/artifact/resolve/asked-lines";
import { boto3Sightings } from "../../../lib/runtimes/boto3-sightings";
import { suppliedPackages } from "../../../lib/runtimes/supplied-packages";
import type { RequirementExplanation } from "./explanation";
import type { FunctionSources } from "./function-sources";

type Verdict = Omit<RequirementExplanation, "where" | "text" | "name">;

/** What becomes of each line of the requirements. */
export function requirementsOf(sources: FunctionSources): RequirementExplanation[] {
  return (sources.asked ?? []).map((line) => ({
    ...{ where: line.where, text: line.text },
    ...(line.name === undefined ? {} : { name: line.name }),
    ...verdictOn(line, sources),
  }));
}

function verdictOn(line: AskedLine, sources: FunctionSources): Verdict {
  const { name, applies, where } = line;
  const { runtime, architecture, image } = sources;
  if (!applies) return { verdict: "not here", says: `its condition does not hold on ${runtime} on ${architecture}` };
  const installed = sources.zips.flatMap((zip) => {
    const found = zip.distributions.find((each) =>
      name === undefined ? each.requiredBy.includes(basename(where)) : each.name === name,
    );
    return found === undefined ? [] : [{ ...found, holds: zip.holds }];
  })[0];
  if (installed !== undefined) {
    const { version, holds } = installed;
    const into = { function: "the function's ZIP", layer: "its layer", dependencies: "its image" }[holds];
    return { verdict: "installed", version, ...floorOf(line, version), says: `${installed.name} ${version} is in ${into}` };
  }
  if (image?.build !== undefined)
    return { verdict: "ignored", says: `${image.build.dockerfile} says what is installed; it is not looked into` };
  if (name !== undefined && (suppliedPackages as readonly string[]).includes(name)) return supplied(name, line, sources);
  const ignored = sources.dependencies === undefined ? "nobody installs it" : "it is not among what is installed";
  return { verdict: "nobody", says: `${ignored}, and AWS does not supply it: an import of it fails` };
}

/** Of what AWS supplies, at a version it does not tell. */
function supplied(name: string, line: AskedLine, sources: FunctionSources): Verdict {
  const { runtime, strategy, zips, live } = sources;
  const sighting = boto3Sightings[runtime];
  const asked = name === "boto3" ? live?.boto3 : undefined;
  const seen = asked ?? (name === "boto3" || name === "botocore" ? sighting?.[name] : undefined);
  const omitted = zips.flatMap((zip) => zip.omitted).some((each) => each.name === name);
  const why = omitted ? "it is left to AWS" : strategy === "runtime" ? "nobody reads this line" : "nobody installs it";
  const known =
    asked !== undefined
      ? `${asked} in ${live?.where ?? ""} today`
      : seen === undefined
        ? "at a version that nobody has reported"
        : `${seen} when last seen in public, on ${sighting?.seen ?? ""}`;
  return {
    verdict: omitted ? "supplied" : "ignored",
    ...(seen === undefined ? {} : { version: seen }),
    ...(asked === undefined ? suppliedFloor(line, seen) : floorOf(line, asked)),
    says: `${why}; AWS supplies ${name}, ${known}`,
  };
}

function floorOf({ specifier }: AskedLine, version: string): Pick<RequirementExplanation, "floor"> {
  const clauses = parseSpecifier(specifier) ?? [];
  return clauses.length === 0 ? {} : { floor: fulfils(version, clauses) ? "holds" : "does not hold" };
}

/** AWS goes on and never back: a floor that was passed once holds, one that was not may hold by now. */
function suppliedFloor({ specifier }: AskedLine, seen: string | undefined): Pick<RequirementExplanation, "floor"> {
  const clauses: readonly Clause[] = parseSpecifier(specifier) ?? [];
  if (clauses.length === 0) return {};
  const isFloor = clauses.every(({ operator }) => operator === ">=" || operator === ">");
  return { floor: isFloor && seen !== undefined && fulfils(seen, clauses) ? "holds" : "not known" };
}

/** `requirements.txt:1` of `backend/chat/requirements.txt:1` */
function basename(where: string): string {
  return where.slice(where.lastIndexOf("/") + 1);
}
