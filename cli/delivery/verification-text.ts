import { posix } from "node:path";
import { shownText } from "../../lib/artifact/display-path";
import { hashNamed } from "./named-hash";
import type { PlannedHash } from "./planned-uploads";
import type { Verification, VerifiedFile } from "./verification";
import { addressesText } from "./verify-file";

/** What was held against the plan and is as planned, a line each. */
export function verificationText({ files, images, losses, notVerified }: Verification): string {
  const lines = [
    ...files.map(fileLine),
    ...images
      .filter(({ asInReceipt }) => asInReceipt)
      .map(({ address, uri = "" }) => `${shownText(address)}   ${shownText(uri)}, as in the receipt`),
    ...losses.map(({ address, how }) => `${shownText(address)} is ${how}, as you allowed`),
    ...notVerified.map((sentence) => `not verified: ${sentence}`),
  ];
  if (files.length + images.length === 0) lines.unshift("the plan uploads nothing");
  if (losses.length === 0) lines.push("nothing that holds data is deleted or replaced");
  return lines.join("\n");
}

function fileLine({ path, addresses, planned, sha256 = "", asInReceipt }: VerifiedFile): string {
  const receipt = asInReceipt === true ? ", and in the receipt" : "";
  return `${shownText(posix.normalize(path))}   sha256 ${sha256}, ${asPlanned(planned)}${receipt}   (${addressesText(addresses)})`;
}

/** Of MD5 and SHA-1 two files can be made to have the same. */
function asPlanned(planned: readonly PlannedHash[]): string {
  const algorithms = new Set(planned.flatMap(({ value = "" }) => hashNamed(value)?.algorithm ?? []));
  if (algorithms.size === 0 || algorithms.has("sha256") || algorithms.has("sha512")) return "as planned";
  return `as planned by its ${[...algorithms].join(" and ")} alone, which other files may have`;
}
