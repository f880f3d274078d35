import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../../lib/errors/user-error";
import { deliveryApp, mainApp } from "../local/app";
import { onlyStackDirectory, stackDirectories, synthesizeStacks } from "../local/stack-directories";
import { regionOf } from "../local/wiring";
import { type AuditedStack, auditStack } from "./audit-stack";
import { actionlint, zizmor } from "./audit-workflows";
import type { Command, Io } from "./command";
import { openSession, type Session } from "./session";

/** Holds the workflows against zizmor and actionlint, and the stacks against checkov. Each is asked, whatever another says. */
export const checkDelivery: Command = {
  name: "check-delivery",
  summary: "zizmor and actionlint on the workflows, checkov on the stacks",
  usage: "npm run test:delivery -- [--plan plan.json]      with a plan as terraform show -json prints it",
  run: async (args, io) => {
    const { plan } = parseArgs({ args: [...args], options: { plan: { type: "string" } } }).values;
    const session = openSession(io);
    const { cloud, environments, progress } = session;
    const audit = await environments.audit();
    const checks: Readonly<Record<string, () => Promise<void>>> = {
      zizmor: async () => zizmor(io, audit),
      actionlint: async () => actionlint(io, cloud.folder.environments, progress),
      checkov: async () => {
        for (const stack of await synthesized(session, io, plan)) await auditStack(stack, audit);
      },
    };
    let failed = false;
    for (const [tool, check] of Object.entries(checks)) {
      try {
        await progress.phase(tool, check);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        io.err(`\n${error.message}\n`);
        failed = true;
      }
    }
    return failed ? 1 : 0;
  },
};

/** The project's own stacks and that of its delivery, in a folder apart from what a person has synthesized. A plan is that of the former. */
async function synthesized({ cloud, progress }: Session, io: Io, plan: string | undefined): Promise<AuditedStack[]> {
  const env = { ...io.env, AWS_REGION: regionOf(io.env) };
  const acceptedFile = join(io.root, "stacks", "accepted-findings.json");
  const audited = join(io.root, ".local", "audited");
  const own = { ...mainApp(cloud.folder), output: `${audited}-own` };
  const delivery = { ...deliveryApp(cloud.folder), output: `${audited}-delivery` };
  for (const app of [own, delivery]) await synthesizeStacks(app, env, progress);
  if (plan !== undefined) return [{ directory: onlyStackDirectory(own), plan: resolve(plan), acceptedFile }];
  return [own, delivery].flatMap(stackDirectories).map((directory) => ({ directory, acceptedFile }));
}
