import { inspectFunction, type InspectionRequest } from "../../lib/artifact/inspect/inspect-function";
import { textInZip } from "../../lib/artifact/inspect/text-in-zip";
import { askedLinesIn } from "../../lib/artifact/resolve/asked-text";
import { platformOf } from "../../lib/artifact/resolve/platform";
import type { FunctionSources } from "../explain/model/function-sources";
import { type InspectedSurroundings, sourcesOfInspection } from "../explain/model/sources-of-inspection";

const requirementsFile = "requirements.txt";

/**
 * Reads a function by its ZIPs alone, and what the requirements file in it asks for.
 *
 * @throws UserError as `inspectFunction` does
 */
export function readZipSources(
  request: InspectionRequest,
  surroundings: Omit<InspectedSurroundings, "asked" | "today">,
): FunctionSources {
  const { zip, runtime, architecture, today } = request;
  const inspected = inspectFunction(request);
  const text = textInZip(zip, requirementsFile);
  const asked = text === undefined ? undefined : askedLinesIn(text, requirementsFile, platformOf(runtime, architecture));
  return sourcesOfInspection(inspected, { ...surroundings, today, ...(asked === undefined ? {} : { asked }) });
}
