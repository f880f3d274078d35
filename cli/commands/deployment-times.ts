import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "../aws/send";
import type { DeploymentTimes } from "../explain/model/function-sources";
import type { App } from "../local/app";

/** What was measured on the way to the first reply. */
export interface MeasuredTimes {
  /** Milliseconds of each phase, by its name. */
  readonly phases: ReadonlyMap<string, number>;
  /** Absent where a container ran already. */
  readonly first?: Answer;
  readonly second: Answer;
  /** An ISO day. */
  readonly day: string;
}

/** Keeps what was measured with the deployment, beside its state; what was not measured anew stays as it was. */
export function rememberTimes(app: App, { phases, first, second, day }: MeasuredTimes): void {
  const measured = {
    synthesis: phases.get("synthesize"),
    plan: phases.get("terraform plan -out=tfplan"),
    apply: phases.get("terraform apply tfplan"),
    firstRequest: first?.milliseconds,
    secondRequest: second.milliseconds,
  };
  const known = Object.fromEntries(
    Object.entries(measured).flatMap(([name, value]) => (value === undefined ? [] : [[name, Math.round(value)]])),
  );
  const times: DeploymentTimes = { ...readTimes(app), ...known, where: `local cloud, ${day}` };
  writeFileSync(timesPath(app), `${JSON.stringify(times, undefined, 1)}\n`);
}

/** What was measured when an app was last deployed to the local cloud; nothing where it was not. */
export function readTimes(app: App): DeploymentTimes {
  const path = timesPath(app);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as DeploymentTimes) : {};
}

function timesPath({ deployment }: App): string {
  return join(deployment, "times.json");
}
