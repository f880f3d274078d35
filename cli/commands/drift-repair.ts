import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import { type Complaint, throwIfAny } from "../../lib/errors/user-error";
import type { FunctionSources } from "../explain/model/function-sources";
import type { Progress } from "../process/progress";
import { correctedState } from "../terraform/corrected-state";
import type { Terraform } from "../terraform/terraform";
import type { CodeDrift } from "./drift-report";
import { layersOf } from "./drift-facts";

/** A ZIP in the stack directory that is to be deployed again. */
interface Wanted {
  readonly address: string;
  /** Relative to the stack directory. */
  readonly zip: string;
  /** Its sha256 in base64, as it was deployed last. */
  readonly code: string;
}

/**
 * Puts back the code that Terraform deployed last. No function is made anew: the state is told what really runs, and so Terraform updates the
 * function to what the configuration says. Killed in between, the next apply does the rest. A layer's content cannot be changed: it gets a new
 * version, to which its functions move.
 *
 * @param drifts of code that is other than the state says
 * @param directory the stack directory, absolute
 * @throws UserError where the stack directory does not hold the code that was deployed last, or Terraform fails
 */
export async function repairCode(
  drifts: readonly CodeDrift[],
  functions: readonly FunctionSources[],
  { terraform, directory, progress }: { readonly terraform: Terraform; readonly directory: string; readonly progress: Progress },
): Promise<void> {
  const zips = zipsOf(functions);
  const layers = drifts.filter(({ address }) => address.startsWith("aws_lambda_layer_version.")).map(({ address }) => address);
  const movers = functions.filter((fn) => layersOf(fn).some(({ address }) => layers.includes(address)));
  const addresses = [...new Set([...drifts.map(({ address }) => address), ...movers.map(addressOf)])];
  await progress.phase("terraform plan, for its ZIPs", async () => terraform.planTargets(addresses));
  const wanted = drifts.flatMap(({ address, state }): Wanted[] => {
    const zip = zips.get(address);
    return zip === undefined || state?.code === undefined ? [] : [{ address, zip, code: state.code }];
  });
  refuseOthers(wanted, directory);
  const running = drifts.flatMap((drift): [string, string][] => {
    const isZip = wanted.some(({ address }) => address === drift.address) && !layers.includes(drift.address);
    return isZip && drift.running !== undefined ? [[drift.address, drift.running.code]] : [];
  });
  if (running.length > 0) {
    await progress.phase("tell the state what runs", async () => {
      await terraform.pushState(correctedState(await terraform.pullState(), new Map(running)));
    });
  }
  const targets = addresses.map((address) => `-target=${address}`).join(" ");
  await progress.phase(`terraform apply ${targets}`, async () => terraform.applyTargets(addresses, layers));
}

function addressOf({ name }: FunctionSources): string {
  return `aws_lambda_function.${name}`;
}

/** By address of the function or layer; an image has none. */
function zipsOf(functions: readonly FunctionSources[]): ReadonlyMap<string, string> {
  return new Map(
    functions.flatMap((fn): [string, string][] => {
      const [own] = fn.strategy === "image" ? [] : fn.zips;
      const layers = layersOf(fn).map(({ address, zip }): [string, string] => [address, zip]);
      return own === undefined ? layers : [[addressOf(fn), own.path], ...layers];
    }),
  );
}

/** Another code than was deployed last is not put back, but deployed: that is not for a repair to decide. */
function refuseOthers(wanted: readonly Wanted[], directory: string): void {
  throwIfAny(
    wanted.flatMap(({ address, zip, code }): Complaint[] => {
      const path = join(directory, zip);
      const there = existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("base64") : "not there";
      if (there === code) return [];
      return [
        {
          what: `what was deployed last as ${address} has the sha256 ${code}, and the ZIP in the stack directory is ${there}`,
          where: displayPath(path),
          fix: "check out what was deployed last and synthesize it, then repair; or deploy what is here: an apply updates the function",
        },
      ];
    }),
  );
}
