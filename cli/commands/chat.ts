import { parseArgs } from "node:util";
import { lastLogEvents } from "../aws/logs";
import { UsageError, type Command } from "./command";
import { callApi, findDeployment } from "./deployment";
import { formatLogEvents } from "./logs";
import { openSession } from "./session";

const logEventsShown = 10;

/** Talks to the deployed function. */
export const chat: Command = {
  name: "chat",
  summary: "talk to the deployed function, local or AWS",
  usage: 'npm run chat -- [--aws] [--json] "Hello"   or   npm run chat -- [--aws] --health',
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        aws: { type: "boolean", default: false },
        health: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
      allowPositionals: true,
    });
    const message = positionals.join(" ");
    if ((message.trim() === "") !== values.health) throw new UsageError("say something, or ask for --health");

    const deployment = await findDeployment(openSession(io), io.env, values.aws);
    const { status, body, milliseconds } = values.health
      ? await callApi(deployment, "GET", "/health")
      : await callApi(deployment, "POST", "/chat", { message });
    io.err(`${deployment.where} answered ${status} in ${milliseconds.toFixed(0)} ms`);
    if (status === 200) {
      io.out(values.json || values.health ? body : (JSON.parse(body) as { reply: string }).reply);
      return 0;
    }
    io.err(body);
    if (status === 403 && deployment.where === "AWS") io.err("fix: use credentials that may call the API (execute-api:Invoke)");
    if (status >= 500) {
      io.err(`the last lines of ${deployment.logGroupName}:`);
      io.err(formatLogEvents(await lastLogEvents(deployment.access, deployment.logGroupName, logEventsShown)));
    }
    return 1;
  },
};
