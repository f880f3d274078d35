import { withoutCredentials } from "../requirements/credentials";
import { logicalLines } from "../requirements/logical-lines";
import { holds } from "../requirements/marker";
import { parseRequirement } from "../requirements/requirement";
import { readLine } from "../requirements/requirements-line";
import { specifierText } from "../requirements/specifier";
import type { AskedLine } from "./asked-lines";
import { markerEnvironment, type Platform } from "./platform";

/**
 * What the text of a requirements file asks for, where the file was found alone: the files it names with `-r` and variables of an environment are
 * not there.
 *
 * @param file how to name it
 * @returns undefined where a line cannot be read
 */
export function askedLinesIn(text: string, file: string, platform: Platform): AskedLine[] | undefined {
  const lines: AskedLine[] = [];
  for (const { text: written, line } of logicalLines(text)) {
    const read = readLine(written);
    if (written.startsWith("-") && !("requirement" in read)) continue;
    const parsed = "requirement" in read ? parseRequirement(read.requirement) : read;
    if (!("requirement" in parsed)) return undefined;
    const { name, specifier, marker } = parsed.requirement;
    lines.push({
      ...{ where: `${file}:${line}`, text: withoutCredentials(written) },
      ...(name === undefined ? {} : { name }),
      specifier: specifierText(specifier),
      applies: marker === undefined || holds(marker, markerEnvironment(platform)),
    });
  }
  return lines;
}
