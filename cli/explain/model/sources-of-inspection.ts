import type { InspectedFunction, InspectedZip, InspectionFinding } from "../../../lib/artifact/inspect/inspected";
import { shownText } from "../../../lib/artifact/display-path";
import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { AskedLine } from "../../../lib/artifact/resolve/asked-lines";
import type { FunctionSetting } from "../../terraform/function-setting";
import type { ExplainedFinding } from "./explanation";
import type { FunctionSources, ZipFacts } from "./function-sources";

/** What is known beside what the ZIPs say. */
export interface InspectedSurroundings {
  readonly name: string;
  readonly from: "plan" | "zip";
  readonly setting?: FunctionSetting;
  /** What a requirements file in its ZIP asks for. @default it has none that can be read */
  readonly asked?: readonly AskedLine[];
  /** Of each ZIP, in their order, whether Terraform's `archive_file` makes it. @default none is */
  readonly archived?: readonly boolean[];
  /** An ISO day. */
  readonly today: string;
}

/** What inspection found of a function, as an explanation is made of it. */
export function sourcesOfInspection(inspected: InspectedFunction, surroundings: InspectedSurroundings): FunctionSources {
  const { name, from, setting, asked, archived = [], today } = surroundings;
  const { runtime, architecture, zips, sizes, imports } = inspected;
  return {
    ...{ name, from, strategy: strategyOf(zips, setting), runtime, architecture },
    ...(setting === undefined ? {} : { setting }),
    zips: zips.map((zip, index) => zipFacts(zip, archived[index] === true)),
    ...{ left: [], sizes, imports },
    // Dates are told of every function, by where it is declared.
    findings: [...inspected.findings.filter(({ check }) => check !== "runtime").map(explained), ...zips.flatMap(hashFindings)],
    ...(asked === undefined ? {} : { asked }),
    ...{ times: {}, today },
  };
}

/** How its dependencies got into the container, as far as that shows. */
export function strategyOf(
  zips: readonly Pick<InspectedZip, "holds" | "distributions">[],
  setting: FunctionSetting | undefined,
): FunctionSources["strategy"] {
  if (setting?.packageType === "Image") return "image";
  if ((setting?.layers ?? []).length > 0 || zips.some(({ holds }) => holds === "layer")) return "layer";
  return zips.some(({ distributions }) => distributions.length > 0) ? "bundle" : "runtime";
}

function zipFacts(zip: InspectedZip, isArchived: boolean): ZipFacts {
  const { shownPath, holds, bytes, unzippedBytes, sha256 } = zip;
  return {
    ...{ path: shownPath, holds, madeBy: isArchived ? "archive_file" : "somebody", bytes, unzippedBytes, sha256 },
    distributions: zip.distributions.map(({ name, version, unzippedBytes: unpacked, requiredBy }) => {
      return { name, version, unzippedBytes: unpacked, requiredBy };
    }),
    files: zip.files.map(({ path, bytes: size, compressedBytes, mode, origin }) => ({
      ...{ path, bytes: size, compressedBytes, mode, origin },
    })),
    ...{ left: [], omitted: [] },
  };
}

function explained({ check, level, what, where, fix }: InspectionFinding): ExplainedFinding {
  return { check, level, what, ...(where === undefined ? {} : { where }), fix };
}

function hashFindings({ unstable, shownPath }: InspectedZip): ExplainedFinding[] {
  return unstable.map(({ files, example, what, fix }) => {
    const more = files > 1 ? ` (and ${figure(files - 1)} more)` : "";
    return {
      ...{ check: "hash", level: "note", where: shownPath, fix },
      what: `packed again, the same content may have another hash: ${shownText(example)}${more} ${what}`,
    };
  });
}
