import { UserError } from "../../lib/errors/user-error";
import type { StateResource } from "./state-file";

/**
 * A state that says of functions what really runs, so that the next apply updates them in place: a function whose state has the wanted hash already is
 * one that Terraform sees nothing to do about.
 *
 * @param state as `terraform state pull` prints it
 * @param running by address, such as `aws_lambda_function.chat`: the sha256 of the code that runs, in base64
 * @returns the whole state, with the next serial, as `terraform state push` takes it
 * @throws UserError where it has a number that would not survive being read and written
 */
export function correctedState(state: string, running: ReadonlyMap<string, string>): string {
  refuseOddNumbers(state);
  const parsed = JSON.parse(state) as { serial: number; resources: StateResource[] };
  const resources = parsed.resources.map((resource) => {
    const code = resource.mode === "managed" ? running.get(`${resource.type}.${resource.name}`) : undefined;
    if (code === undefined) return resource;
    const instances = resource.instances.map((instance) => ({
      ...instance,
      attributes: { ...instance.attributes, source_code_hash: code },
    }));
    return { ...resource, instances };
  });
  return `${JSON.stringify({ ...parsed, serial: parsed.serial + 1, resources }, undefined, 2)}\n`;
}

/** Terraform's numbers have any size; what JavaScript would round must not be written back. */
function refuseOddNumbers(state: string): void {
  for (const [, number] of state.matchAll(/"(?:[^"\\]|\\.)*"|(-?\d[\d.eE+-]*)/g)) {
    if (number === undefined || String(Number(number)) === number) continue;
    throw new UserError({
      what: `the state has the number ${number}, which would not be written back as it is`,
      fix: "have Terraform make the function anew: terraform apply -replace=ADDRESS",
    });
  }
}
