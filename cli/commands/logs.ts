import { parseArgs } from "node:util";
import { lastLogEvents, type LogEvent } from "../aws/logs";
import { UsageError, type Command } from "./command";
import { findDeployment } from "./deployment";
import { openSession } from "./session";

/** Shows the function's last log events. */
export const logs: Command = {
  name: "logs",
  summary: "the function's last log events, local or AWS",
  usage: "npm run logs -- [--aws] [--lines 20]",
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { aws: { type: "boolean", default: false }, lines: { type: "string", default: "20" } },
    });
    const most = Number(values.lines);
    if (!Number.isInteger(most) || most < 1 || most > 10_000)
      throw new UsageError("--lines takes a whole number from 1 to 10000");

    const deployment = await findDeployment(openSession(io), io.env, values.aws);
    const events = await lastLogEvents(deployment.access, deployment.logGroupName, most);
    io.err(`${deployment.logGroupName} in ${deployment.where}${events.length === 0 ? ": nothing yet" : ""}`);
    if (events.length > 0) io.out(formatLogEvents(events));
    return 0;
  },
};

/** One line an event, in universal time. */
export function formatLogEvents(events: readonly LogEvent[]): string {
  return events.map(({ timestamp, message }) => `${new Date(timestamp).toISOString()}  ${message.trimEnd()}`).join("\n");
}
