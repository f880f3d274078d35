import { shownText } from "../../lib/artifact/display-path";
import { artifactDiffText } from "../explain/diff-text";
import { shellWord } from "../process/run";
import type { CodeDrift, DriftKind, DriftReport, FoundLock, Leftover } from "./drift-report";

/** How the commands that cure a drift begin here. */
export interface Cures {
  /** `terraform -chdir=cdktf.out/stacks/NAME` */
  readonly terraform: string;
  /** `aws`, AWS's own command */
  readonly aws: string;
  /** `npm run drift -- --repair` */
  readonly repair: string;
  /** `npm start` */
  readonly deploy: string;
}

const found: Readonly<Record<DriftKind, string>> = {
  "other-code": "runs other code than Terraform deployed",
  gone: "is not there any more, and the state says it is",
  "not-deployed": "is not deployed as the stack directory has it",
};

const causes: Readonly<Record<DriftKind, string>> = {
  "other-code": "somebody changed it outside Terraform, an update failed, or another ZIP was uploaded than planned",
  gone: "somebody deleted it outside Terraform",
  "not-deployed": "it was synthesized and not applied yet, or another checkout was deployed",
};

/** What has drifted, for a terminal; empty where nothing has. */
export function driftText({ where, code, leftovers, lock }: DriftReport, cures: Cures): string {
  const blocks = [
    ...code.map((drift) => codeText(drift, cures)),
    ...(leftovers.length === 0 ? [] : [leftoversText(leftovers, where, cures)]),
    ...(lock === undefined ? [] : [lockText(lock, cures)]),
  ];
  return blocks.join("\n\n");
}

function codeText({ kind, address, name, running, state, receipt, inside }: CodeDrift, { repair, deploy }: Cures): string {
  const since = running?.since === undefined ? "" : `, last changed ${running.since}`;
  const unknown = receipt.isRunning ? "the files of what runs" : "other files than what runs";
  // Another image a plan sees, and changes back.
  const unseen = kind === "other-code" && running?.code.startsWith("sha256:") !== true;
  const lines = [
    `${address} (${name}) ${found[kind]}${unseen ? ", and no plan would change it" : ""}`,
    `  runs      ${running === undefined ? "nothing" : `${running.code}${since}`}`,
    `  state     ${state === undefined ? "nothing" : (state.code ?? "it was imported, and its code is not known")}`,
    `  receipt   ${receipt.code ?? (running === undefined ? "a ZIP that Terraform makes" : unknown)}`,
    ...(inside === undefined ? [] : insideLines(artifactDiffText(inside))),
    `  cause:    ${causes[kind]}`,
    `  fix:      ${kind === "other-code" ? repair : deploy}`,
  ];
  return lines.map(shownText).join("\n");
}

function insideLines(text: string): string[] {
  return text === "" ? ["  inside    the same files"] : ["  inside", ...text.split("\n").map((line) => `    ${line}`)];
}

function leftoversText(leftovers: readonly Leftover[], where: string, { terraform, aws, deploy }: Cures): string {
  const widest = Math.max(...leftovers.map(({ address }) => address.length));
  const commands = leftovers.map(({ address, id, cure }) =>
    cure === "import"
      ? `${terraform} import ${shellWord(address)} ${shellWord(id)}`
      : `${aws} apigatewayv2 delete-api --api-id ${shellWord(id)}`,
  );
  const lines = [
    `${where} has what the stack would make, and the state does not know of it`,
    ...leftovers.map(({ address, id }) => `  ${address.padEnd(widest)}   ${id}`),
    "  cause:    an apply was killed before it wrote the state; or another state has them: make sure that none does",
    "  fix:      tell the state of them, then apply",
    ...[...commands, deploy].map((command) => `            ${command}`),
  ];
  return lines.map(shownText).join("\n");
}

function lockText({ id, who, operation, since, place, mayBeHeld }: FoundLock, { terraform }: Cures): string {
  const inFile = !place.startsWith("s3://");
  const lines = mayBeHeld
    ? [
        `the state is locked: ${who} is at work (${operation}, since ${since}), so that what is said here may be on its way to change`,
      ]
    : [`the state is locked, and nobody is at work: ${who} took the lock for ${operation}, ${since}`];
  const cure = inFile
    ? `rm ${shellWord(place)}   (Terraform takes no notice of it)`
    : `${terraform} force-unlock ${shellWord(id)}`;
  return [...lines, `  where:    ${place}`, `  fix:      ${mayBeHeld ? "if that run is no more: " : ""}${cure}`]
    .map(shownText)
    .join("\n");
}
