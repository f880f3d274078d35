import { inspectZip } from "../../../lib/artifact/inspect/inspect-zip";
import { diffReceipts } from "../../../lib/artifact/receipt/diff";
import type { Compared, ComparedZip } from "../../../lib/artifact/receipt/compared";
import type { Receipt } from "../../../lib/artifact/receipt/receipt";
import type { ReceiptDiff } from "../../../lib/artifact/receipt/receipt-diff";

/**
 * What a ZIP holds that its receipt does not say, and the reverse. Where nothing differs, `zips` is empty.
 *
 * @param path of the ZIP in the receipt
 * @param found where it lies
 * @returns undefined where the receipt knows no function or layer of this path
 * @throws UserError as `inspectZip` does
 */
export function changedZip(receipt: Pick<Receipt, "functions" | "zips">, path: string, found: string): ReceiptDiff | undefined {
  const zip = receipt.zips.find((each) => each.path === path);
  const fn = receipt.functions.find(({ zips }) => zips.includes(path));
  if (zip === undefined || fn === undefined || zip.holds === "dependencies") return undefined;
  const { zip: inspected, distributions } = inspectZip({ path: found, holds: zip.holds, runtime: fn.runtime });
  const { sha256, bytes, unzippedBytes, files } = inspected;
  const now: ComparedZip = {
    ...{ path, holds: zip.holds, madeBy: "somebody", sha256, bytes, unzippedBytes },
    distributions: distributions.map(({ name, version, unzippedBytes: size }) => ({
      name,
      version,
      unzippedBytes: size,
      requiredBy: [],
    })),
    files: files.map(({ position, modified, compressedBytes, ...file }) => ({
      ...file,
      packed: { position, modified, compressedBytes },
    })),
  };
  const { zips } = diffReceipts(sideOf(fn.name, zip), sideOf(fn.name, now));
  // That Terraform makes one, and nothing is known of its bytes, is no change, nor whose a file is.
  return { functions: [], zips: zips.filter(({ change }) => change === "content" || change === "packing") };
}

function sideOf(name: string, zip: ComparedZip): Compared {
  return { functions: [{ name, zips: [zip.path], left: [], sizes: { unzippedLimit: 0 } }], zips: [zip] };
}
