import {
  type DeployedPart,
  type DriftKind,
  driftOf,
  type DriftReport,
  isClean,
  mayBeHeld,
} from "../../../cli/commands/drift-report";

const chat = { address: "aws_lambda_function.chat", name: "demo-chat" };

interface Row {
  readonly case: string;
  readonly running?: string;
  /** `null`: it is there, and its code is not known. */
  readonly state?: string | null;
  /** @default "new", which runs where `running` says so */
  readonly isRunning?: boolean;
  readonly is: DriftKind | "as it should be";
}

const rows: readonly Row[] = [
  { case: "all three agree", running: "new", state: "new", is: "as it should be" },
  { case: "somebody changed it", running: "theirs", state: "new", is: "other-code" },
  { case: "an update failed, and the state has the new hash", running: "old", state: "new", is: "other-code" },
  { case: "the state is older than what runs, which is what is here", running: "new", state: "old", is: "other-code" },
  { case: "all three differ", running: "theirs", state: "old", is: "other-code" },
  { case: "what is here is not applied yet", running: "old", state: "old", is: "not-deployed" },
  { case: "it was never applied", is: "not-deployed" },
  { case: "somebody deleted it", state: "new", is: "gone" },
  { case: "it was imported, and is what is here", running: "new", state: null, is: "as it should be" },
  { case: "it was imported, and is not what is here", running: "old", state: null, is: "not-deployed" },
  { case: "a killed apply made it, which is told as what is left", running: "new", is: "as it should be" },
  {
    case: "Terraform makes the ZIP, of the files that run",
    running: "zip",
    state: "zip",
    isRunning: true,
    is: "as it should be",
  },
  { case: "Terraform makes the ZIP, of other files", running: "zip", state: "zip", isRunning: false, is: "not-deployed" },
];

test.each(rows)("$case: $is", ({ running, state, isRunning, is }) => {
  const part: DeployedPart = {
    ...chat,
    ...(running === undefined ? {} : { running: { code: running } }),
    ...(state === undefined ? {} : { state: state === null ? {} : { code: state } }),
    receipt: { code: "new", isRunning: isRunning ?? running === "new" },
  };
  expect(driftOf(part) ?? "as it should be").toBe(is);
});

const now = Date.parse("2026-11-30T12:00:00Z");

test.each([
  { since: "2026-11-30T11:59:00.013736478Z", held: true },
  { since: "2026-11-30T11:00:01Z", held: true },
  { since: "2026-11-30T11:00:00Z", held: false },
  { since: "2026-11-01T00:00:00Z", held: false },
  { since: "unknown", held: false },
])("a lock of $since may be held an hour long: $held", ({ since, held }) => {
  expect(mayBeHeld({ since }, now)).toBe(held);
});

const nothing: DriftReport = { version: 1, where: "AWS", code: [], leftovers: [] };
const lock = { id: "1", who: "ann@laptop", operation: "apply", since: "2026-11-30T11:00:00Z", place: "s3://states/demo.tflock" };

test.each<[string, DriftReport, boolean]>([
  ["nothing was found", nothing, true],
  ["somebody is at work", { ...nothing, lock: { ...lock, mayBeHeld: true } }, true],
  ["a lock was left", { ...nothing, lock: { ...lock, mayBeHeld: false } }, false],
  ["something was left", { ...nothing, leftovers: [{ address: "aws_iam_role.lambda", id: "demo", cure: "import" }] }, false],
  ["code has drifted", { ...nothing, code: [{ kind: "gone", ...chat, receipt: { isRunning: false } }] }, false],
])("where %s, that it is clean is %j", (_case, report, clean) => {
  expect(isClean(report)).toBe(clean);
});
