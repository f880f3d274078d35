import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeploymentTimes } from "../explain/model/function-sources";
import type { App } from "../local/app";

/** What two requests took, in milliseconds. */
export interface RequestTimes {
  /** Absent where a container ran already. */
  readonly first?: number;
  readonly second: number;
}

/** What was measured of a deployment. */
export interface MeasuredTimes {
  /** Milliseconds of each phase, by its name. */
  readonly phases: ReadonlyMap<string, number>;
  /** By route, such as `POST /chat`. */
  readonly requests: Readonly<Record<string, RequestTimes>>;
  /** An ISO day. */
  readonly day: string;
}

/** What is kept of an app's last deployment. */
export interface KeptTimes extends Pick<DeploymentTimes, "where" | "synthesis" | "plan" | "apply"> {
  readonly requests: Readonly<Record<string, RequestTimes>>;
}

/** Keeps what was measured with the deployment, beside its state; what was not measured anew stays as it was. */
export function rememberTimes(app: App, { phases, requests, day }: MeasuredTimes): void {
  const before = readTimes(app);
  const named = { synthesis: "synthesize", plan: "terraform plan -out=tfplan", apply: "terraform apply tfplan" };
  const measured = Object.entries(named).flatMap(([step, phase]) => {
    const milliseconds = phases.get(phase);
    return milliseconds === undefined ? [] : [[step, Math.round(milliseconds)] as const];
  });
  const asked = Object.entries(requests).map(([route, { first = before.requests[route]?.first, second }]) => {
    const times = { ...(first === undefined ? {} : { first: Math.round(first) }), second: Math.round(second) };
    return [route, times] as const;
  });
  const times: KeptTimes = {
    ...before,
    ...Object.fromEntries(measured),
    where: `local cloud, ${day}`,
    requests: { ...before.requests, ...Object.fromEntries(asked) },
  };
  writeFileSync(timesPath(app), `${JSON.stringify(times, undefined, 1)}\n`);
}

/** What was measured when an app was last deployed to the local cloud; nothing where it was not. */
export function readTimes(app: App): KeptTimes {
  const path = timesPath(app);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as KeptTimes) : { requests: {} };
}

/** Those of one function, which answers these routes. */
export function timesFor({ requests, ...times }: KeptTimes, routes: readonly string[]): DeploymentTimes {
  const asked = routes.map((route) => requests[route]).find((each) => each !== undefined);
  if (asked === undefined) return times;
  const { first, second } = asked;
  return { ...times, ...(first === undefined ? {} : { firstRequest: first }), secondRequest: second };
}

function timesPath({ deployment }: App): string {
  return join(deployment, "times.json");
}
