import type { InspectedFunction, InspectedZip } from "../../../lib/artifact/inspect/inspected";
import type { Compared, ComparedZip } from "../../../lib/artifact/receipt/compared";
import type { Receipt } from "../../../lib/artifact/receipt/receipt";

/** One function of a receipt as one side of a diff, and what of it the other side does not have. */
interface ReceiptSide {
  readonly compared: Compared;
  /** Each a clause. */
  readonly missing: readonly string[];
}

/** The ZIPs of a function as one side of a diff. */
export function fromZips({ zips, sizes }: InspectedFunction, name: string): Compared {
  const compared = zips.map(comparedZip);
  return { functions: [{ name, zips: compared.map(({ path }) => path), left: [], sizes }], zips: compared };
}

function comparedZip({ shownPath, holds, sha256, bytes, unzippedBytes, distributions, files }: InspectedZip): ComparedZip {
  return {
    ...{ path: shownPath, holds, madeBy: "somebody", sha256, bytes, unzippedBytes, distributions },
    files: files.map(({ path, bytes: size, sha256: hash, mode, origin, position, modified, compressedBytes }) => {
      return { path, bytes: size, sha256: hash, mode, origin, packed: { position, modified, compressedBytes } };
    }),
  };
}

/**
 * One function of a receipt, with those of its ZIPs of which the other side has their like.
 *
 * @param holds what the ZIPs of the other side hold
 */
export function fromReceipt({ functions, zips }: Receipt, name: string, holds: readonly ComparedZip["holds"][]): ReceiptSide {
  const fn = functions.find((each) => each.name === name);
  const own = zips.filter(({ path }) => fn?.zips.includes(path));
  const there = own.filter((zip) => holds.includes(zip.holds));
  const { sizes = { unzippedLimit: 0 }, left = [] } = fn ?? {};
  return {
    compared: { functions: [{ name, left, zips: there.map(({ path }) => path), sizes }], zips: there },
    missing: own.filter((zip) => !there.includes(zip)).map(({ path }) => `${path}: the other side is a ZIP without its layer`),
  };
}
