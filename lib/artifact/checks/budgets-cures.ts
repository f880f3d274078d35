import { suppliedPackages } from "../../runtimes/supplied-packages";
import { size } from "../receipt/byte-figures";
import type { ZipReceipt } from "../receipt/receipt";
import { fileRule } from "../wheel/slim";

/** What was chosen of how dependencies ship. */
export interface ShippingOptions {
  readonly slim: boolean;
  readonly omitRuntimePackages: boolean;
}

/**
 * What would make a function smaller, and by how much, unpacked: what is on already is not proposed.
 *
 * @param over bytes too many, unpacked. @default not known
 */
export function cures(zips: readonly ZipReceipt[], { slim, omitRuntimePackages }: ShippingOptions, over?: number): string[] {
  const distributions = zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.distributions : []));
  if (distributions.length === 0) return ["do without some of it, or split the function"];
  const unread = unreadBytes(zips);
  const isEnough = over !== undefined && unread >= over ? ", which is enough" : "";
  const slimming =
    unread === 0
      ? "slim: true would leave unused tests behind"
      : `slim: true would leave ${size(unread)} of stubs and sources behind${isEnough}, and unused tests`;
  const supplied = distributions.filter(({ name }) => isSupplied(name));
  const most = supplied.reduce((total, { unzippedBytes }) => total + unzippedBytes, 0);
  const isLess = over !== undefined && most < over ? ", which is not enough" : "";
  const names = supplied.map(({ name }) => name).join(", ");
  const omitting = `omitRuntimePackages: true would leave at most ${size(most)} to the runtime${isLess} (${names})`;
  return [
    "do without some of it, or split the function",
    ...(slim ? [] : [slimming]),
    ...(omitRuntimePackages || supplied.length === 0 ? [] : [omitting]),
  ];
}

/** What slimming leaves behind as the names of the files say. Tests are not counted: whether something refers to them is not known from names. */
function unreadBytes(zips: readonly ZipReceipt[]): number {
  const files = zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.files : []));
  return files
    .filter(({ path, origin }) => origin !== "first-party" && fileRule(path) !== undefined && !path.includes(".dist-info/"))
    .reduce((total, { bytes }) => total + bytes, 0);
}

function isSupplied(name: string): boolean {
  return (suppliedPackages as readonly string[]).includes(name);
}
