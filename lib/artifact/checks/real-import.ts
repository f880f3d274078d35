import { lambdaLimits } from "../../runtimes/limits";
import type { ShippedFile } from "../build/zip-contents";
import type { Attempt, ImportFacts, ImportOutcome, ImportRun, ModuleLine } from "../import-proof/import-facts";
import type { Finding } from "./finding";
import type { Packaged } from "./imports-wording";
import { attemptLevel, attemptText } from "./real-import-attempts";
import { failureText, type FailureText } from "./real-import-failure";

/** Whose import to judge. */
export interface RealImportQuestion extends Packaged {
  readonly facts: ImportFacts;
  /** `index.handler`, as AWS takes it. */
  readonly handler: string;
  /** MB that the function has; undefined where only Terraform knows. */
  readonly memorySize: number | undefined;
  /** What ships, in the function and its layers, by the paths in their ZIPs. */
  readonly files: readonly Pick<ShippedFile, "path" | "origin">[];
  /** Where a person finds one of the function's own files. @default its path in the ZIP */
  readonly shownPath?: (path: string) => string | undefined;
}

const { initSeconds } = lambdaLimits;
/** Signals by which compiled code ends. */
const crashes = ["SIGSEGV", "SIGILL", "SIGBUS", "SIGABRT", "SIGFPE"];
const MB = 1024 * 1024;

/** Judges how the import of the handler went: errors for what fails in AWS too, warnings for what may, notes for what could not be tried. */
export function checkRealImport(question: RealImportQuestion): Finding[] {
  const { facts, handler, runtime } = question;
  if (facts.kind === "static only") {
    const what = `static only: the handler was not imported, since ${facts.reason}`;
    const fix = `synthesize once on a machine that can, with Python ${runtime.slice("python".length)}, or let CI do so`;
    const isRefused = facts.refused === true;
    return [{ check: "real-import", level: "note", subject: handler, what, fix, ...(isRefused ? {} : { unproven: true }) }];
  }
  return [outcomeFindings, swallowed, slow, large].flatMap((judged) => judged(facts, question));
}

function outcomeFindings(run: ImportRun, question: RealImportQuestion): Finding[] {
  const { outcome } = run;
  const { handler } = question;
  const text = textOf(outcome, run, question);
  if (text === undefined) return [];
  const frames = "frames" in outcome ? outcome.frames : [];
  const { subject = handler, what, ...rest } = text;
  return [{ check: "real-import", subject, what: `${what}${through(frames, question)}`, ...placeOf(frames, question), ...rest }];
}

function textOf(outcome: ImportOutcome, run: ImportRun, question: RealImportQuestion): FailureText | undefined {
  const { handler } = question;
  switch (outcome.kind) {
    case "imported":
      return handlerText(outcome.handler, handler);
    case "failed":
      return failureText(outcome, run, question);
    case "timed out": {
      const what = `${handler} was not imported within ${outcome.seconds} s, and AWS gives loading ${initSeconds} s`;
      return { level: "error", what, fix: "wait, ask and compute in the handler, not while it is imported" };
    }
    case "ended": {
      const what = `importing ${handler} ended the process (${outcome.by})`;
      const fix = crashes.includes(outcome.by)
        ? "use another release of the compiled library that was at work"
        : "do not end the process while the handler is imported";
      return { level: "error", what, fix };
    }
  }
}

function handlerText(state: "callable" | "missing" | "not callable", handler: string): FailureText | undefined {
  if (state === "callable") return undefined;
  const module = handler.slice(0, handler.lastIndexOf("."));
  const name = handler.slice(handler.lastIndexOf(".") + 1);
  const what =
    state === "missing"
      ? `the handler ${handler} is not there: ${module} was imported and has no ${name}`
      : `the handler ${handler} cannot be called`;
  const fix =
    state === "missing"
      ? `define ${name}(event, context) in ${module}, or name another handler`
      : `make ${name} a function of two arguments, event and context`;
  return { level: "error", what, fix };
}

/** What was stopped without stopping the import: a library that goes on behaves otherwise in AWS, or is no better off there. */
function swallowed({ attempts, outcome }: ImportRun, question: RealImportQuestion): Finding[] {
  const reason = outcome.kind === "failed" ? outcome.stoppedBy : undefined;
  const rest = attempts.filter(({ kind, target }) => kind !== reason?.kind || target !== reason.target);
  return rest.map((attempt) => {
    const { what, fix } = attemptText(attempt, whose(attempt, question));
    return {
      check: "real-import",
      level: attemptLevel(attempt),
      subject: subjectOf(attempt),
      what,
      ...placeOf(attempt.frames, question),
      fix,
    };
  });
}

function subjectOf({ kind, target }: Attempt): string {
  return `${kind} ${target}`;
}

function slow({ milliseconds = 0, slowest }: ImportRun, { handler }: RealImportQuestion): Finding[] {
  if (milliseconds <= initSeconds * 1000) return [];
  const modules = slowest.slice(0, 3).map((each) => `${each.module} ${seconds(each.milliseconds)}`);
  const what = `importing ${handler} took ${seconds(milliseconds)} on this machine, and AWS gives loading ${initSeconds} s (${modules.join(", ")})`;
  const fix =
    "import what few requests need where they need it, do without it, or give the function more memory, and with it more processor";
  return [{ check: "real-import", level: "warning", subject: handler, what, fix }];
}

/** The machine's own figure: in the container it is much the same, and what goes beyond the function's memory is ended. */
function large({ peakBytes = 0 }: ImportRun, { handler, memorySize }: RealImportQuestion): Finding[] {
  if (memorySize === undefined || peakBytes <= memorySize * MB) return [];
  const what = `importing ${handler} took ${Math.ceil(peakBytes / MB)} MB of memory on this machine, and the function has ${memorySize} MB`;
  const fix = "give memorySize more than that, since a request needs memory too, or import less";
  return [{ check: "real-import", level: "warning", subject: "memory", what, fix }];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The distribution at work, or the module of the function's own. */
function whose({ frames: [innermost] }: Attempt, question: RealImportQuestion): string {
  if (innermost === undefined) return "the handler's import";
  const origin = originOf(innermost, question);
  return origin === undefined || origin === "first-party" ? innermost.path : origin;
}

/** Names the innermost line where it is in a dependency: the place is then the line of the function's own that leads there. */
function through(frames: readonly ModuleLine[], question: RealImportQuestion): string {
  const [innermost] = frames;
  if (innermost === undefined || originOf(innermost, question) === "first-party") return "";
  return ` (raised in ${innermost.path}:${innermost.line})`;
}

function placeOf(frames: readonly ModuleLine[], question: RealImportQuestion): { where?: string } {
  const { shownPath = () => undefined, handler } = question;
  const place = frames.find((frame) => originOf(frame, question) === "first-party") ?? frames[0];
  if (place !== undefined) return { where: `${shownPath(place.path) ?? place.path}:${place.line}` };
  const stem = handler.slice(0, handler.lastIndexOf(".")).replaceAll(".", "/");
  const module = shownPath(`${stem}.py`) ?? shownPath(`${stem}/__init__.py`);
  return module === undefined ? {} : { where: module };
}

function originOf({ path }: ModuleLine, { files }: RealImportQuestion): string | undefined {
  return files.find((file) => file.path === path)?.origin;
}
