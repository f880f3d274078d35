import { firstAwsProvider } from "../../runtimes/aws-provider";
import { datesSeen, type ManagedRuntime, managedRuntimes, type ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { Finding } from "./finding";

const soon = 180;
const day = 86_400_000;

/**
 * What a day means for a runtime. It is said aloud or stops synthesis, and is for no receipt: what is written does not depend on the day it is
 * written on. {@link runtimeDates} is for that.
 *
 * @param today an ISO day
 * @param where the function's address
 */
export function checkRuntimeDates(runtime: ManagedRuntimeName, today: string, where: string): Finding[] {
  const { deprecated, createBlocked, updateBlocked }: ManagedRuntime = managedRuntimes[runtime];
  const common = { check: "runtime", subject: runtime, dated: true, where } as const;
  const fix = moveTo(runtime, today);
  const patched = `AWS has not patched it since ${deprecated}`;
  if (today >= updateBlocked) {
    const what = `${runtime} can no longer be deployed: since ${createBlocked} AWS creates no function with it, since ${updateBlocked} it updates none`;
    return [{ ...common, level: "error", what: `${what} (${seen})`, fix }];
  }
  if (today >= createBlocked) {
    const what = `${runtime} takes no new functions: since ${createBlocked} AWS creates none, from ${updateBlocked} it updates none, and ${patched}`;
    return [{ ...common, level: "error", what: `${what} (${seen})`, fix }];
  }
  const ahead = `from ${createBlocked} it creates no function with it, from ${updateBlocked} it updates none`;
  if (today >= deprecated) {
    return [{ ...common, level: "warning", what: `${runtime} is deprecated: ${patched}, ${ahead} (${seen})`, fix }];
  }
  if (!isSoon(deprecated, today)) return [];
  const what = `${runtime} is soon deprecated: AWS patches it until ${deprecated}, ${ahead} (${seen})`;
  return [{ ...common, level: "warning", what, fix }];
}

/**
 * What a day means for AWS's base image of a runtime, which is patched as long as the runtime is.
 *
 * @param today an ISO day
 * @param where the function's address
 */
export function checkBaseDates(runtime: ManagedRuntimeName, today: string, where: string): Finding[] {
  const { deprecated }: ManagedRuntime = managedRuntimes[runtime];
  if (!isSoon(deprecated, today)) return [];
  const verb = today >= deprecated ? "has not patched it since" : "patches it until";
  const what = `the base image of ${runtime} is not for long: AWS ${verb} ${deprecated} (${seen})`;
  return [{ check: "runtime", subject: runtime, dated: true, where, level: "warning", what, fix: moveTo(runtime, today) }];
}

/** The dates of a runtime, the same whatever the day. */
export function runtimeDates(
  runtime: ManagedRuntimeName,
): Pick<ManagedRuntime, "deprecated" | "createBlocked" | "updateBlocked"> {
  const { deprecated, createBlocked, updateBlocked } = managedRuntimes[runtime];
  return { deprecated, createBlocked, updateBlocked };
}

/**
 * Whether the AWS provider that Terraform is going to run knows a runtime: it compares the name with a list of its own.
 *
 * @param locked the provider's version in the lock file; undefined where nothing is locked, and Terraform takes the newest
 */
export function checkRuntimeProvider(runtime: ManagedRuntimeName, locked: string | undefined): Finding[] {
  const first: string | undefined = firstAwsProvider[runtime];
  if (first === undefined || locked === undefined || !isOlder(locked, first)) return [];
  const known = runtimesBefore(runtime).findLast((name) => {
    const needs: string | undefined = firstAwsProvider[name];
    return needs === undefined || !isOlder(locked, needs);
  });
  return [
    {
      ...{ check: "runtime", level: "error", subject: runtime, where: ".terraform.lock.hcl" },
      what: `version ${locked} of the AWS provider, which is locked, does not know ${runtime}: ${first} is the first that does`,
      fix:
        "take the block of hashicorp/aws out of .terraform.lock.hcl, synthesize, run terraform init in the stack directory, and copy the " +
        `.terraform.lock.hcl that it writes back here${known === undefined ? "" : `; or take ${known}`}`,
    },
  ];
}

const seen = `as seen in ${datesSeen}`;

/** The next runtime that is neither deprecated nor soon to be, or else the newest. */
function moveTo(runtime: ManagedRuntimeName, today: string): string {
  const names = Object.keys(managedRuntimes) as ManagedRuntimeName[];
  const later = names.slice(names.indexOf(runtime) + 1);
  const next = later.find((name) => !isSoon(managedRuntimes[name].deprecated, today)) ?? later.at(-1);
  if (next === undefined) return `see which runtimes AWS has now; ${runtime} is the newest that is known here`;
  const { os, glibc, deprecated }: ManagedRuntime = managedRuntimes[next];
  return `move to ${next} (${os}, glibc ${glibc}, patched until ${deprecated}), and make its lock anew: npm run lock`;
}

function isSoon(date: string, today: string): boolean {
  return Date.parse(date) - Date.parse(today) <= soon * day;
}

function runtimesBefore(runtime: ManagedRuntimeName): ManagedRuntimeName[] {
  const names = Object.keys(managedRuntimes) as ManagedRuntimeName[];
  return names.slice(0, names.indexOf(runtime));
}

/** Of versions as providers have them; what stands after a hyphen comes before the version without it. */
function isOlder(left: string, right: string): boolean {
  const [before, after] = [left, right].map((version) => version.split("-", 1)[0]?.split(".").map(Number) ?? []);
  for (const [index, number] of (after ?? []).entries()) {
    const other = before?.[index] ?? 0;
    if (other !== number) return other < number;
  }
  return left.includes("-") && !right.includes("-");
}
