import { once } from "node:events";
import type { StackInCloud } from "./delivery-cloud";

/**
 * What GitHub's runner sends to the process of a step that is cancelled, and how long after the one before, in milliseconds.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
const cancellation = [
  { signal: "SIGINT", after: 0 },
  { signal: "SIGTERM", after: 7_500 },
  { signal: "SIGKILL", after: 2_500 },
] as const;

type Signal = (typeof cancellation)[number]["signal"];

/** How an apply went. */
export interface Applied {
  /** Of the step; null where a signal ended it. */
  readonly code: number | null;
  /** Seconds. */
  readonly wall: number;
  /** The last signal that was sent before the end; absent where there was none. */
  readonly signal?: Signal;
  /** When the first was sent. */
  readonly moment: "never" | "before anything was changed" | "in the middle" | "after the end";
  /** The last lines that were printed. */
  readonly said: string;
}

/**
 * Applies the saved plan in a step, and cancels that.
 *
 * @param cancelAfter milliseconds from its start. @default it is not cancelled
 */
export async function applied(stack: StackInCloud, command: string, cancelAfter?: number): Promise<Applied> {
  const started = performance.now();
  const child = stack.step(command);
  const { pid } = child;
  if (pid === undefined) throw new Error("bash did not start");
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  let signal: Signal | undefined;
  let moment: Applied["moment"] = cancelAfter === undefined ? "never" : "after the end";
  const send = (wanted: Signal): void => {
    if (signal === undefined)
      moment = /: (?:Creating|Modifying|Destroying)\.\.\./.test(printed) ? "in the middle" : "before anything was changed";
    signal = wanted;
    // The last goes to all that the step started, the others to its own process alone.
    process.kill(wanted === "SIGKILL" ? -pid : pid, wanted);
  };
  let at = cancelAfter ?? 0;
  const timers = (cancelAfter === undefined ? [] : cancellation).map((each) => setTimeout(send, (at += each.after), each.signal));
  const [code] = (await once(child, "exit")) as [number | null];
  timers.forEach(clearTimeout);
  const wall = (performance.now() - started) / 1000;
  stack.killStep();
  return {
    code,
    wall,
    moment,
    said: printed.trimEnd().split("\n").slice(-12).join("\n"),
    ...(signal === undefined ? {} : { signal }),
  };
}
