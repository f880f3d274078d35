import { posix } from "node:path";
import { shownText } from "../../lib/artifact/display-path";
import type { FunctionReceipt } from "../../lib/artifact/receipt/receipt";
import type { Complaint } from "../../lib/errors/user-error";
import { objectIn } from "../terraform/declared-resource";
import { findFile, pathOpened } from "./found-file";
import { plannedLosses } from "./planned-losses";
import { type PlannedFile, plannedUploads, type PlannedUpload } from "./planned-uploads";
import { type KnownReceipt, receiptSide } from "./receipt-side";
import type { Verification, VerifiedFile, VerifiedImage, VerifiedLoss } from "./verification";
import { verifyFile } from "./verify-file";

/** What a plan is held against. */
export interface PlanSide {
  /** In which Terraform runs, absolute. */
  readonly directory: string;
  /** @default there is none */
  readonly receipt?: KnownReceipt;
  /** Addresses that may be deleted or replaced, or all, where nothing is worth keeping. */
  readonly allowed: readonly string[] | "all";
}

/** Holds a plan against the files that it uploads, and against the receipt. Reads those files, and nothing else. */
export function verifyPlan(plan: unknown, side: PlanSide): Verification {
  const uploads = plannedUploads(plan);
  const files = verifiedFiles(uploads, side);
  const images = uploads.flatMap((upload) => (upload.is === "image" ? [verifiedImage(upload, side.receipt)] : []));
  const losses = plannedLosses(plan).map((loss): VerifiedLoss => ({
    ...loss,
    allowed: side.allowed === "all" || side.allowed.includes(loss.address),
  }));
  const complaints = [
    ...planComplaints(plan),
    ...[...files, ...images].flatMap((each) => each.complaints),
    ...uploads.flatMap(unknownComplaint),
    ...losses.filter(({ allowed }) => !allowed).map(lossComplaint),
  ];
  return { version: 1, files, images, losses, notVerified: notVerified(uploads, images), complaints };
}

/** A plan that failed is saved all the same. */
function planComplaints(plan: unknown): Complaint[] {
  if (objectIn(plan)["errored"] !== true) return [];
  return [
    {
      what: "this plan ended with an error, and is a part of what was to be planned",
      fix: "mend what terraform plan says, and plan anew",
    },
  ];
}

function verifiedFiles(uploads: readonly PlannedUpload[], { directory, receipt }: PlanSide): VerifiedFile[] {
  const byPath = new Map<string, PlannedFile[]>();
  for (const upload of uploads) if (upload.is === "file") byPath.set(upload.path, [...(byPath.get(upload.path) ?? []), upload]);
  return [...byPath].map(([path, planned]) => {
    const opened = pathOpened(directory, path);
    const verified = verifyFile({ path, planned, found: findFile(opened), receipt: receiptSide(receipt, path, opened) });
    const others = planned.flatMap(({ address }) => otherSynthesis(address, path, receipt));
    return { ...verified, complaints: [...verified.complaints, ...others] };
  });
}

/** A function of the receipt has a ZIP of the receipt. */
function otherSynthesis(address: string, path: string, receipt: KnownReceipt | undefined): Complaint[] {
  const fn = receiptOf(address, receipt);
  if (fn === undefined || (fn.image === undefined && fn.zips.includes(posix.normalize(path)))) return [];
  const own = fn.image === undefined ? fn.zips.join(", ") : "an image";
  return [
    otherThanReceipt(
      address,
      `the plan uploads ${shownText(path)} for it, and the receipt (artifacts.json) has ${shownText(own)}`,
    ),
  ];
}

function verifiedImage(
  { address, uri }: Extract<PlannedUpload, { is: "image" }>,
  receipt: KnownReceipt | undefined,
): VerifiedImage {
  const known = { address, ...(uri === undefined ? {} : { uri }) };
  const fn = receiptOf(address, receipt);
  if (fn === undefined) return { ...known, complaints: [] };
  const wanted = fn.image === undefined ? "ZIPs" : `${fn.image.repository}@${fn.image.digest}`;
  if (uri?.endsWith(`/${wanted}`) === true) return { ...known, asInReceipt: true, complaints: [] };
  const planned = uri === undefined ? "an image that only the apply knows" : `the image ${shownText(uri)}`;
  const what = `the plan gives it ${planned}, and the receipt (artifacts.json) has ${shownText(wanted)}`;
  return { ...known, asInReceipt: false, complaints: [otherThanReceipt(address, what)] };
}

function otherThanReceipt(address: string, what: string): Complaint {
  return {
    what,
    where: shownText(address),
    fix: "plan anew, once what npm run synth wrote is all there: an image is pushed first, by npm run image",
  };
}

function receiptOf(address: string, receipt: KnownReceipt | undefined): FunctionReceipt | undefined {
  return receipt?.functions.find(({ name }) => address === `aws_lambda_function.${name}`);
}

function unknownComplaint(upload: PlannedUpload): Complaint[] {
  if (upload.is !== "unknown") return [];
  const what = `which file it uploads cannot be told: only the apply knows ${upload.argument}, or it is marked as sensitive`;
  return [{ what, where: shownText(upload.address), fix: `give it a ${upload.argument} that the plan knows` }];
}

function lossComplaint({ address, how, what, because, deposed }: VerifiedLoss): Complaint {
  const name = `${shownText(address)}${deposed === undefined ? "" : `, what is left of it (${shownText(deposed)}),`}`;
  const why = because.length === 0 ? "" : `, since ${because.map(shownText).join(", ")} cannot be changed otherwise`;
  return {
    what: `${name} is ${how}${why}; what goes with it: ${what}`,
    fix: `leave it as it is; or, if that is what you want: --allow-replace '${shownText(address)}'`,
  };
}

function notVerified(uploads: readonly PlannedUpload[], images: readonly VerifiedImage[]): string[] {
  return [
    ...uploads.flatMap((upload) =>
      upload.is === "stored"
        ? [`${shownText(upload.address)} takes ${shownText(upload.place)}, which this plan does not upload`]
        : [],
    ),
    ...images.flatMap(({ address, uri, asInReceipt }) => {
      if (asInReceipt !== undefined) return [];
      const image = uri === undefined ? "an image that only the apply knows" : shownText(uri);
      return [`${shownText(address)} runs ${image}, of which no receipt says anything`];
    }),
  ];
}
