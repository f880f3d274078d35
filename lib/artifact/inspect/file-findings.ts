import { posix } from "node:path";
import { shownText } from "../display-path";
import { figure, size } from "../receipt/byte-figures";
import type { ZipAnswer } from "./inspect-zip";
import type { InspectedFunction, InspectedZip, InspectionFinding } from "./inspected";

/** Whether a function fits AWS's limits. */
export function sizeFindings(zips: readonly InspectedZip[], sizes: InspectedFunction["sizes"]): InspectionFinding[] {
  const { unzippedBytes, unzippedLimit, zippedBytes, directUploadLimit } = sizes;
  const where = zips[0]?.shownPath ?? "";
  const tooLarge: InspectionFinding = {
    ...{ check: "budgets", level: "error", subject: "unzipped-bytes", where },
    what: `it is ${size(unzippedBytes)} unpacked${zips.length > 1 ? " with its layers" : ""}, and AWS takes fewer than ${figure(unzippedLimit)}: ${largest(zips)}`,
    fix: "do without some of it, or make it a container image, which may have 10 GB; a layer changes nothing, since layers count too",
  };
  const throughS3: InspectionFinding = {
    ...{ check: "budgets", level: "note", subject: "direct-upload", where },
    what: `it is ${size(zippedBytes)} zipped, and AWS takes a ZIP of at most ${figure(directUploadLimit)} directly`,
    fix: "upload it to S3, and name bucket and key: s3_bucket and s3_key",
  };
  return [...(unzippedBytes >= unzippedLimit ? [tooLarge] : []), ...(zippedBytes > directUploadLimit ? [throughS3] : [])];
}

function largest(zips: readonly InspectedZip[]): string {
  const distributions = zips.flatMap((zip) => zip.distributions);
  const recorded = distributions.reduce((sum, { unzippedBytes }) => sum + unzippedBytes, 0);
  const all = zips.reduce((sum, { unzippedBytes }) => sum + unzippedBytes, 0);
  const parts = distributions.map(({ name, version, unzippedBytes }) => ({ name: `${name} ${version}`, bytes: unzippedBytes }));
  return [...parts, { name: "files that no distribution records", bytes: all - recorded }]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
    .map(({ name, bytes }) => `${shownText(name)} (${size(bytes)})`)
    .join(", ");
}

/** What was not read, so that nobody takes silence for a verdict. */
export function unreadFindings(answers: readonly ZipAnswer[], handler: InspectedFunction["handler"]): InspectionFinding[] {
  const unread = answers.reduce((sum, { unreadModules }) => sum + unreadModules, 0);
  const about = { check: "imports", level: "note" } as const;
  const noHandler: InspectionFinding = {
    ...{ ...about, subject: "handler", fix: "name it: --handler index.handler" },
    what: "its imports were not checked: which handler it has is not known, and no module at its top, or more than one, defines handler or lambda_handler",
  };
  const tooMany: InspectionFinding = {
    ...{ ...about, subject: "first-party", fix: "keep the *.dist-info folders: pip's RECORD says what belongs to what" },
    what: `${count(unread, "module was", "modules were")} not read: no distribution records ${unread === 1 ? "it, and it is" : "them, and they are"} more than a function's own code has`,
  };
  return [...(handler === undefined ? [noHandler] : []), ...(unread > 0 ? [tooMany] : [])];
}

/** What AWS unpacks otherwise than was meant. */
export function fileFindings(zips: readonly InspectedZip[]): InspectionFinding[] {
  return zips.flatMap((zip) => {
    const unreadable = zip.files.filter(
      ({ mode, linksTo }) => mode !== "" && linksTo === undefined && (Number.parseInt(mode, 8) & 0o4) === 0,
    );
    const leaving = zip.files.filter(({ path, linksTo }) => linksTo !== undefined && leadsOut(path, linksTo));
    const changed = zip.distributions.filter((distribution) => distribution.changed.length > 0);
    const above = zip.files.flatMap(({ path }) => (zip.holds === "layer" && !path.startsWith("python/") ? [path] : []));
    const isAside = zip.holds === "layer" && above.length === zip.files.length;
    return [
      ...summary(
        unreadable.map(({ path }) => path),
        zip,
        {
          ...{ level: "error", subject: "mode" },
          what: "may be read by its owner alone, and Lambda runs as somebody else: it fails with a PermissionError",
          fix: "chmod 0644, or 0755 where it is run, and pack it again",
        },
      ),
      ...summary(
        leaving.map(({ path }) => path),
        zip,
        {
          ...{ level: "warning", subject: "link" },
          what: "is a link that leads out of what ships",
          fix: "pack what it leads to instead: zip without -y",
        },
      ),
      ...changed.map(({ name, version, changed: files }): InspectionFinding => ({
        ...{ check: "files", level: "note", subject: name, where: zip.shownPath },
        what: `${shownText(`${name} ${version}`)}: ${count(files.length, "file is", "files are")} not as its RECORD has them, ${shownText(files[0] ?? "")} among them`,
        fix: "nothing, if it was changed on purpose; else install it anew",
      })),
      ...summary(isAside ? above : [], zip, {
        ...{ level: "warning", subject: "layer" },
        what: "lies outside python/, where nothing is imported from in a layer",
        fix: "put what is to be imported below python/",
      }),
    ];
  });
}

function summary(
  paths: readonly string[],
  { shownPath }: InspectedZip,
  { what, ...finding }: Pick<InspectionFinding, "level" | "subject" | "what" | "fix">,
): InspectionFinding[] {
  const [first] = paths;
  if (first === undefined) return [];
  const more = paths.length > 1 ? ` (and ${count(paths.length - 1, "other", "others")} of the kind)` : "";
  return [{ check: "files", ...finding, what: `${shownText(first)} ${what}${more}`, where: shownPath }];
}

function leadsOut(path: string, target: string): boolean {
  return target.startsWith("/") || posix.join(posix.dirname(path), target).startsWith("..");
}

function count(number: number, one: string, many: string): string {
  return `${figure(number)} ${number === 1 ? one : many}`;
}
