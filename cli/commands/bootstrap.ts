import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { UserError } from "../../lib/errors/user-error";
import { personsCredentials } from "../aws/access";
import { deliveryApp } from "../local/app";
import { holdingLock } from "../local/cloud-lock";
import { localAccess, statePath } from "../local/wiring";
import { findTerraform } from "../terraform/terraform-binary";
import { type DeliveryPlace, deliver } from "./bootstrap-delivery";
import { saidByOptions, type Values } from "./bootstrap-variables";
import { UsageError, type Command, type Io } from "./command";
import { githubSettings } from "./github-settings";
import { openSession, type Session } from "./session";

/** Makes, once an account, what GitHub Actions needs to deploy. */
export const bootstrap: Command = {
  name: "bootstrap",
  summary: "make what GitHub Actions needs to deploy: the state's bucket, and roles that one repository may assume",
  usage: [
    "npm run bootstrap -- [--yes] [--local] [--repository OWNER/NAME] [--repository-id N] [--owner-id N] [--environment NAME]",
    "         [--branch NAME] [--project NAME] [--state-bucket NAME] [--artifact-bucket NAME] [--oidc-provider-exists]",
  ].join("\n"),
  run: async (args, io) => {
    const text = { type: "string" } as const;
    const { values: options } = parseArgs({
      args: [...args],
      options: {
        ...{ yes: { type: "boolean" }, local: { type: "boolean" }, "oidc-provider-exists": { type: "boolean" } },
        ...{ repository: text, "repository-id": text, "owner-id": text, environment: text, branch: text, project: text },
        ...{ "state-bucket": text, "artifact-bucket": text },
      },
    });
    const said = saidByOptions(options);
    const consent = async (plan: string): Promise<boolean> => agreed(plan, options.yes === true, io);
    const session = openSession(io);
    if (options.local !== true) return report(await placeInAws(session, io), said, consent, io);
    return holdingLock(session.cloud.folder.lock, session.progress, async () => {
      const place = await placeInLocalCloud(session, io);
      return session.cloud.changing(async () => report(place, said, consent, io));
    });
  },
};

async function report(place: DeliveryPlace, said: Values, consent: (plan: string) => Promise<boolean>, io: Io): Promise<number> {
  const delivery = await deliver(place, said, consent);
  if (delivery === undefined) {
    io.err("nothing was changed");
    return 1;
  }
  io.err(`\nWhat the repository on GitHub is to be told:\n`);
  io.out(githubSettings(delivery).join("\n"));
  return 0;
}

/** Shows a plan, and asks whether to apply it. */
async function agreed(plan: string, yes: boolean, io: Io): Promise<boolean> {
  io.err(plan);
  if (yes) return true;
  if (!process.stdin.isTTY) throw new UsageError("nobody is there to say yes to this plan: --yes says it beforehand");
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await asking.question("Apply this to your account? Only yes is taken for it: ")).trim() === "yes";
  } finally {
    asking.close();
  }
}

async function placeInAws({ cloud, progress }: Session, { env, root }: Io): Promise<DeliveryPlace> {
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  if (region === undefined || region === "") {
    throw new UserError({
      what: "it is not said in which region of AWS to deploy",
      where: "AWS_REGION",
      fix: "export AWS_REGION=us-east-1 (or another); for the local cloud: npm run bootstrap -- --local",
    });
  }
  if (env["TF_DATA_DIR"]?.startsWith(cloud.folder.cloud) === true)
    throw new UsageError("this is the local cloud's environment; there, it is npm run bootstrap -- --local");
  const { file } = await findTerraform(env);
  return {
    app: deliveryApp(cloud.folder),
    env: { ...env, TF_WORKSPACE: "default", TF_DATA_DIR: undefined, TF_CLI_ARGS_init: "" },
    terraform: file,
    access: { region, credentials: personsCredentials, endpoint: env["AWS_ENDPOINT_URL"] || undefined },
    stateFile: join(root, "terraform.delivery.tfstate"),
    progress,
  };
}

async function placeInLocalCloud({ cloud, progress }: Session, { env }: Io): Promise<DeliveryPlace> {
  const app = deliveryApp(cloud.folder);
  const terraform = await findTerraform(env);
  await cloud.bringUp(terraform);
  const wired = cloud.wiredEnvironment(app);
  return {
    app,
    env: wired,
    terraform: terraform.file,
    access: localAccess(wired),
    stateFile: statePath(app),
    progress,
    watch: cloud.processes,
  };
}
