import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { displayPath } from "../../lib/artifact/display-path";
import { isFolder } from "../../lib/artifact/file-kind";
import { throwIfAny, UserError } from "../../lib/errors/user-error";
import type { KnownReceipt } from "../delivery/receipt-side";
import type { Verification } from "../delivery/verification";
import { verificationText } from "../delivery/verification-text";
import { verifyPlan } from "../delivery/verify-plan";
import { safeJson } from "../explain/safe-text";
import { readPlan } from "../terraform/read-plan";
import { type Command, type Io, UsageError } from "./command";
import { readReceipts } from "./receipts";

/** Says whether an apply of a saved plan does what was planned. */
export const verify: Command = {
  name: "verify",
  summary: "is every file that a saved plan uploads the planned one, and is nothing that holds data deleted or replaced?",
  usage: [
    "npm run verify -- STACK_DIR PLAN [--allow-replace ADDRESS …] [--json]",
    "       STACK_DIR is where Terraform runs, PLAN a saved plan, or what terraform show -json says of one",
    "       --allow-replace lets the plan delete or replace what has this address",
  ].join("\n"),
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { "allow-replace": { type: "string", multiple: true, default: [] }, json: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    const { directory, plan } = namedPlan(positionals);
    const allowed = values["allow-replace"];
    const verification = await verifySaved(plan, directory, io, allowed);
    for (const address of allowed.filter((each) => !verification.losses.some((loss) => loss.address === each)))
      io.err(`--allow-replace ${address}: the plan neither deletes nor replaces it`);
    if (values.json) io.out(safeJson(verification));
    if (values.json) return verification.complaints.length === 0 ? 0 : 1;
    throwIfAny(verification.complaints);
    io.out(verificationText(verification));
    return 0;
  },
};

/** Reads a saved plan of a directory, and holds it against the files and the receipt there. */
export async function verifySaved(
  plan: string,
  directory: string,
  { env }: Pick<Io, "env">,
  allowed: readonly string[] | "all",
): Promise<Verification> {
  const read = await readPlan(plan, { directory, env });
  const receipt = receiptIn(directory);
  return verifyPlan(read, { directory, allowed, ...(receipt === undefined ? {} : { receipt }) });
}

/**
 * A stack directory and a plan of it, absolute, as two arguments name them.
 *
 * @throws UsageError where they do not
 * @throws UserError where one is not there, or two files may be meant
 */
export function namedPlan(positionals: readonly string[]): { readonly directory: string; readonly plan: string } {
  const [folder, plan, ...more] = positionals;
  if (folder === undefined || plan === undefined || more.length > 0) throw new UsageError("name a stack directory and a plan");
  const directory = resolve(folder);
  if (!isFolder(directory))
    throw new UserError({
      what: "there is no such folder",
      where: displayPath(directory),
      fix: "name the one in which Terraform runs",
    });
  // Terraform with -chdir means the one in the directory, and whoever types a path the one that is there.
  const places = [...new Set([resolve(directory, plan), resolve(plan)])].filter((path) => existsSync(path));
  const [place = resolve(directory, plan), other] = places;
  if (other === undefined) return { directory, plan: place };
  throw new UserError({
    what: `two plans may be meant by ${plan}: ${displayPath(place)} and ${displayPath(other)}`,
    fix: isAbsolute(plan) ? "remove one" : `name the one that is applied: ${place}, or ${relative(directory, other)}`,
  });
}

/**
 * The receipt of a stack directory; undefined where it has none.
 *
 * @throws UserError where there is one that cannot be read
 */
export function receiptIn(directory: string): KnownReceipt | undefined {
  const { functions, zips, unreadable } = readReceipts([directory]);
  const [spoilt] = unreadable;
  if (spoilt !== undefined)
    throw new UserError({ what: "the receipt cannot be read", where: displayPath(spoilt), fix: "npm run synth, and plan anew" });
  return functions.length + zips.length === 0 ? undefined : { functions, zips };
}
