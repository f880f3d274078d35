import { posix } from "node:path";
import { shownText } from "../../lib/artifact/display-path";
import type { Complaint } from "../../lib/errors/user-error";
import type { FoundFile } from "./found-file";
import { type Digests, hashNamed, isHashOf } from "./named-hash";
import type { PlannedFile, PlannedHash } from "./planned-uploads";
import type { ReceiptSide } from "./receipt-side";
import type { VerifiedFile } from "./verification";

/** What is known of a file that a plan uploads. */
export interface FileCase {
  readonly path: string;
  /** All that is planned of it, at least one. */
  readonly planned: readonly PlannedFile[];
  readonly found: FoundFile;
  readonly receipt: ReceiptSide | undefined;
}

const planAnew = "put the planned file back; or, if it is right as it is, plan anew, and have that plan looked at";

/** Holds a file against the plan and the receipt. */
export function verifyFile({ path, planned, found, receipt }: FileCase): VerifiedFile {
  const addresses = planned.map(({ address }) => address);
  const hashes = [...new Map(planned.flatMap((each) => each.hashes).map((hash) => [hash.argument, hash])).values()];
  const known = { path, addresses, planned: hashes };
  const name = shownText(posix.normalize(path));
  const where = addressesText(addresses);
  if (found.is === "missing") {
    const fix =
      "plan anew here, which makes it where archive_file does; or put the planned file there: another one with the same hash is as good";
    return {
      ...known,
      complaints: [{ what: `${name} is not there, and the plan uploads it${plannedText(hashes)}`, where, fix }],
    };
  }
  if (found.is === "unreadable") {
    const what = `${name} cannot be read (${found.why}), and the plan uploads it`;
    return { ...known, complaints: [{ what, where, fix: "make it a file that you may read" }] };
  }
  const { digests } = found;
  const sha256 = digests.sha256.toString("base64");
  const isOther = receipt?.sha256 !== undefined && receipt.sha256 !== digests.sha256.toString("hex");
  const fault = planFault(hashes, digests);
  const changed = receipt !== undefined && (isOther || receipt.sha256 === undefined) ? receipt.changed() : [];
  const asInReceipt = receipt === undefined ? {} : { asInReceipt: !isOther && changed.length === 0 };
  const complaint = complaintOf({
    fault,
    name,
    sha256,
    wants: planned[0]?.wants ?? "source_code_hash",
    receipt,
    isOther,
    changed,
  });
  return { ...known, sha256, ...asInReceipt, complaints: complaint === undefined ? [] : [{ ...complaint, where }] };
}

/** Why a file cannot be taken for the planned one. */
type PlanFault =
  | { readonly is: "another"; readonly hash: Required<PlannedHash> }
  | { readonly is: "pending"; readonly argument: string }
  | { readonly is: "without hash" };

function planFault(hashes: readonly PlannedHash[], digests: Digests): PlanFault | undefined {
  const comparable = hashes.flatMap(({ argument, value }) => {
    const named = value === undefined ? undefined : hashNamed(value);
    return value === undefined || named === undefined ? [] : [{ argument, value, isSame: isHashOf(value, named, digests) }];
  });
  const other = comparable.find(({ isSame }) => !isSame);
  if (other !== undefined) return { is: "another", hash: { argument: other.argument, value: other.value } };
  const pending = hashes.find(({ value }) => value === undefined);
  if (pending !== undefined) return { is: "pending", argument: pending.argument };
  return comparable.length === 0 ? { is: "without hash" } : undefined;
}

interface Verdict {
  readonly fault: PlanFault | undefined;
  readonly name: string;
  readonly sha256: string;
  readonly wants: PlannedFile["wants"];
  readonly receipt: ReceiptSide | undefined;
  readonly isOther: boolean;
  readonly changed: readonly string[];
}

function complaintOf(verdict: Verdict): Omit<Complaint, "where"> | undefined {
  const { fault, name, sha256, wants, receipt, isOther, changed } = verdict;
  switch (fault?.is) {
    case "another": {
      const lines = [`  planned  ${shownText(fault.hash.value)}   ${fault.hash.argument}`, `  is here  ${sha256}   its sha256`];
      return {
        what: [`${name} is another file than the planned one`, ...lines, ...insideLines(verdict)].join("\n"),
        fix: planAnew,
      };
    }
    case "pending":
      return {
        what: `${name} cannot be held against the plan: only the apply knows ${shownText(fault.argument)}`,
        fix: "let the plan know it: no depends_on on the archive, no archive that is a resource, no file that the apply itself makes",
      };
    case "without hash":
      return {
        what: `${name} cannot be held against the plan, which has no hash of it; here is one with the sha256 ${sha256}`,
        fix: `give its resource ${wants} = filebase64sha256(…) of that very file`,
      };
  }
  if (!isOther && changed.length === 0) return undefined;
  const hash = receipt?.sha256 === undefined ? "" : `: its sha256 is ${sha256}, and the receipt's ${base64(receipt.sha256)}`;
  return {
    what: [`${name} is as planned, and not what the receipt (artifacts.json) says${hash}`, ...changed.map(indented)].join("\n"),
    fix: "plan anew after npm run synth, so that plan, file and receipt are of one synthesis",
  };
}

/** What changed, as far as a receipt tells: of which file, if not of the planned one, is said. */
function insideLines({ fault, receipt, isOther, changed }: Verdict): string[] {
  if (receipt === undefined) return ["  inside   no receipt says what was in the planned one"];
  const planned = fault?.is === "another" ? fault.hash.value : "";
  if (receipt.sha256 !== undefined && !isOther)
    return ["  inside   the file and its receipt (artifacts.json) are of another synthesis than the plan"];
  const isOfPlanned = receipt.sha256 === undefined || base64(receipt.sha256) === planned || receipt.sha256 === planned;
  const title = isOfPlanned ? "  against its receipt:" : "  against its receipt, which is not of the planned file either:";
  return changed.length === 0 ? ["  inside   the same as its receipt says"] : [title, ...changed.map(indented)];
}

function indented(line: string): string {
  return `    ${line}`;
}

function base64(hexadecimal: string): string {
  return Buffer.from(hexadecimal, "hex").toString("base64");
}

function plannedText(hashes: readonly PlannedHash[]): string {
  const known = hashes.find(({ value }) => value !== undefined);
  return known?.value === undefined ? "" : `: planned is ${shownText(known.value)}, by ${shownText(known.argument)}`;
}

/** The first few, and how many more. */
export function addressesText(addresses: readonly string[]): string {
  const shown = addresses.slice(0, 3).map(shownText).join(", ");
  return addresses.length > 3 ? `${shown} and ${addresses.length - 3} more` : shown;
}
