import { posix } from "node:path";
import { shownText } from "../../lib/artifact/display-path";
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

function fileLine({ path, addresses, sha256 = "", asInReceipt }: VerifiedFile): string {
  const receipt = asInReceipt === true ? ", and in the receipt" : "";
  return `${shownText(posix.normalize(path))}   sha256 ${sha256}, as planned${receipt}   (${addressesText(addresses)})`;
}
