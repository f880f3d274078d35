import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import type { Receipt, ZipReceipt } from "../../lib/artifact/receipt/receipt";
import { today } from "../../lib/artifact/today";
import { UserError } from "../../lib/errors/user-error";
import { exampleNames } from "../local/app";
import { holdingLock } from "../local/cloud-lock";
import { stackDirectories, routesOf } from "../local/stack-directories";
import { UsageError, type Command, type Io } from "./command";
import { deployToLocalCloud } from "./deploy";
import { callApi, localApi } from "./deployment";
import { rememberTimes, type RequestTimes } from "./deployment-times";
import { openSession, type Session } from "./session";

/** One of the examples, from its sources to its answers, on this machine. */
export const example: Command = {
  name: "example",
  summary: "synthesize one of the examples, deploy it to the local cloud, and ask each of its functions",
  usage: "npm run example -- NAME",
  run: async (args, io) => {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    const [name, ...others] = positionals;
    if (name === undefined || others.length > 0) throw new UsageError(`name one of: ${exampleNames(io.root).join(", ")}`);
    const session = openSession(io, name);
    await holdingLock(session.cloud.folder.lock, session.progress, async () => {
      const { directory } = await deployToLocalCloud(session, io.env);
      io.out(shipped(relative(io.root, directory), receiptOf(directory)).join("\n"));
      await askAll(session, io);
    });
    return 0;
  },
};

/** A request to each function: the first, for which its container is started, and a second. */
async function askAll(session: Session, io: Io): Promise<void> {
  const routes = routesOf(stackDirectories(session.app)).filter((route) => route.startsWith("GET "));
  const requests: Record<string, RequestTimes> = {};
  if (routes.length === 0) io.out("\nno route to GET: it is built and deployed, and nothing is asked");
  for (const route of routes) {
    const path = route.replace(/^GET /, "");
    const first = await callApi(localApi(session), "GET", path);
    const second = await callApi(localApi(session), "GET", path);
    requests[route] = { first: first.milliseconds, second: second.milliseconds };
    const took = `${first.milliseconds.toFixed(0)} ms, then ${second.milliseconds.toFixed(0)} ms`;
    io.out(`\n${route}   ${first.status}   ${took}\n${first.body.trimEnd()}`);
    if (first.status !== 200) {
      throw new UserError({ what: `${route} answered ${first.status}: ${first.body}`, fix: "mend the code, then try again" });
    }
  }
  rememberTimes(session.app, { phases: session.progress.times, requests, day: today(io.env) });
}

function receiptOf(directory: string): Receipt {
  return JSON.parse(readFileSync(join(directory, "artifacts.json"), "utf8")) as Receipt;
}

/** What each ZIP holds, in a line or two. */
function shipped(directory: string, { functions, zips }: Receipt): string[] {
  return [
    ...zips.flatMap((zip) => [`${directory}/${zip.path}   ${sizeOf(zip)}`, ...holds(zip)]),
    ...functions.flatMap(({ name, dependencies }) =>
      dependencies?.caveat === undefined ? [] : [`${name}: ${dependencies.caveat}`],
    ),
  ];
}

function sizeOf(zip: ZipReceipt): string {
  const files = `${zip.files.length} ${zip.files.length === 1 ? "file" : "files"}`;
  return zip.madeBy === "splice" ? `${zip.bytes} bytes, ${files}` : files;
}

function holds(zip: ZipReceipt): string[] {
  if (zip.madeBy !== "splice" || zip.distributions.length === 0) return [];
  return [`  ${zip.distributions.map(({ name, version }) => `${name} ${version}`).join(", ")}`];
}
