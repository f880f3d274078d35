import { parseArgs } from "node:util";
import { today } from "../../lib/artifact/today";
import { UserError } from "../../lib/errors/user-error";
import type { RuntimeEnvironment } from "../local/environments";
import { holdingLock } from "../local/cloud-lock";
import { containersOf } from "../local/containers-of";
import { statePath, takesOwnBases } from "../local/wiring";
import { readStateFile } from "../terraform/state-file";
import type { Answer } from "../aws/send";
import type { Command, Io } from "./command";
import { deployToLocalCloud } from "./deploy";
import { callApi, findDeployment, type Deployment } from "./deployment";
import { rememberTimes } from "./deployment-times";
import { openSession, type Session } from "./session";
import { tellStory, type Health } from "./story";

const prompt = "Where is my container built?";

/** From the sources to a chat reply, on this machine. */
export const start: Command = {
  name: "start",
  summary: "synthesize, deploy to the local cloud, make the first request, and tell where the container came from",
  usage: "npm start",
  run: async (args, io) => {
    parseArgs({ args: [...args], options: {} });
    const session = openSession(io);
    await holdingLock(session.cloud.folder.lock, session.progress, async () => deployAndAsk(session, io));
    return 0;
  },
};

async function deployAndAsk(session: Session, io: Io): Promise<void> {
  const { cloud, app } = session;
  const { directory, runtimes } = await deployToLocalCloud(session, io.env);
  const deployment = await findDeployment(session, io.env, false);
  const containersBefore = containersOf(cloud.folder, deployment.functionName);
  const first = await ask(deployment, session, containersBefore === 0 ? "first request (cold)" : "a request (it ran before)");
  const containersAfter = containersOf(cloud.folder, deployment.functionName);
  const second = await ask(deployment, session, "second request (warm)");
  const took = { ...(containersBefore === 0 ? { first: first.milliseconds } : {}), second: second.milliseconds };
  rememberTimes(app, { phases: session.progress.times, requests: { "POST /chat": took }, day: today(io.env) });
  const health = JSON.parse((await callApi(deployment, "GET", "/health")).body) as Health;

  io.out(
    tellStory({
      stackDirectory: directory,
      root: io.root,
      state: readStateFile(statePath(app)),
      deployment,
      runtimes: new Map<string, RuntimeEnvironment>(runtimes),
      usesStandIn: cloud.usesStandIn,
      playsBase: takesOwnBases(io.env),
      containersBefore,
      containersAfter,
      first,
      second,
      health,
      prompt,
    }),
  );
}

async function ask(deployment: Deployment, { progress }: Session, name: string): Promise<Answer> {
  return progress.phase(name, async (remark) => {
    const answer = await callApi(deployment, "POST", "/chat", { message: prompt });
    remark(`${answer.milliseconds.toFixed(0)} ms, status ${answer.status}`);
    if (answer.status === 200) return answer;
    throw new UserError({
      what: `the chat backend answered ${answer.status}: ${answer.body}`,
      where: "backend/chat/index.py",
      fix: "npm run logs shows what the function wrote; mend it, then npm start again",
    });
  });
}
