import { randomBytes } from "node:crypto";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { displayPath } from "../../lib/artifact/display-path";
import { ejectedNames } from "../../lib/artifact/image/dockerfile-text";
import { type ImageLayout, readLayout } from "../../lib/artifact/image/read-layout";
import { size } from "../../lib/artifact/receipt/byte-figures";
import { type Complaint, throwIfAny, UserError } from "../../lib/errors/user-error";
import { type AwsAccess, personsCredentials } from "../aws/access";
import { exampleApp, mainApp } from "../local/app";
import { cloudFolder } from "../local/cloud-folder";
import { stackDirectories } from "../local/stack-directories";
import { Progress } from "../process/progress";
import { runAttached } from "../process/run";
import { ecrRepository } from "../registry/ecr-access";
import { openBase } from "../registry/open-base";
import { preflight } from "../registry/preflight";
import { type Arrival, type PushedImage, pushImage } from "../registry/push-image";
import { Repository } from "../registry/repository";
import { type Command, type Io, UsageError } from "./command";
import { eject } from "./eject";
import { type ImageTarget, imageTargets } from "./image-targets";
import { readReceipts } from "./receipts";

/** Brings the images of functions to where Lambda takes them from. */
export const image: Command = {
  name: "image",
  summary: "push the container images of the functions that are packaged as such to their repositories in ECR",
  usage:
    "npm run image -- [--json] [STACK_DIR …]\n       npm run image -- --build [--fresh] [--example NAME]\n       npm run image -- --eject FUNCTION [STACK_DIR …]",
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean", default: false },
        build: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        example: { type: "string" },
        eject: { type: "string" },
      },
      allowPositionals: true,
    });
    if (values.build) return buildImages(values, positionals, io);
    if (values.fresh || values.example !== undefined)
      throw new UsageError("--fresh and --example are said of what is built: --build --fresh --example NAME");
    if (values.eject !== undefined) return ejectFunction(values.eject, positionals, io);
    const targets = imageTargets(positionals, io);
    if (targets.length === 0) io.err("no function is packaged as an image: there is nothing to push");
    const complaints: Complaint[] = [];
    const reports: ImageReport[] = [];
    for (const target of targets) {
      const report = await attempt(complaints, async () => push(target, accessIn(io.env), io.env));
      if (report === undefined) continue;
      reports.push(report);
      if (!values.json) io.out(rendered(report));
    }
    if (values.json) io.out(JSON.stringify({ images: reports }, undefined, 2));
    throwIfAny(complaints);
    return 0;
  },
};

interface BuildOptions {
  readonly fresh: boolean;
  readonly example?: string;
  readonly eject?: string;
}

/** Synthesizes, and has images built where what they are built of has changed, or all of them where they are to be fresh. */
async function buildImages({ fresh, example, eject: name }: BuildOptions, named: readonly string[], io: Io): Promise<number> {
  if (named.length > 0 || name !== undefined)
    throw new UsageError("--build is said of an app: it synthesizes, and builds what is out of date");
  const { root, env, err } = io;
  const folder = cloudFolder(root);
  const app = example === undefined ? mainApp(folder) : exampleApp(folder, example);
  const args = ["--import", "tsx", app.file];
  const building = {
    ...{ ...env, CDKTF_OUTDIR: relative(root, app.output), LAMBDA_CONTAINER_BUILD_IMAGES: "1" },
    ...(fresh ? { LAMBDA_CONTAINER_FRESH: randomBytes(6).toString("hex") } : {}),
  };
  const code = await runAttached({ file: process.execPath, args, cwd: root, env: building });
  const { functions } = readReceipts(stackDirectories(app));
  if (code === 0 && !functions.some(({ image: built }) => built?.build !== undefined))
    err("no function's image is described by a Dockerfile: there is nothing to build");
  return code;
}

function ejectFunction(name: string, stacks: readonly string[], io: Io): Promise<number> {
  const { files } = eject(name, stacks, io);
  for (const file of files) io.out(file);
  io.err(
    `now package it with Packaging.image({ dockerfile: "${ejectedNames.dockerfile}" }), and build it: npm run image -- --build`,
  );
  return Promise.resolve(0);
}

/** What was done for one function, as `--json` has it. */
interface ImageReport extends PushedImage {
  readonly function: string;
  readonly stack: string;
  /** `123456789012.dkr.ecr.eu-west-1.amazonaws.com/chat` */
  readonly repository: string;
}

/** What is wrong with one image does not keep the others from being pushed. */
async function attempt<T>(complaints: Complaint[], action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    complaints.push(...error.complaints);
    return undefined;
  }
}

/**
 * Pushes one image.
 *
 * @throws UserError where it cannot be pushed, or Lambda would not start it
 */
export async function push(target: ImageTarget, access: AwsAccess, env: NodeJS.ProcessEnv): Promise<ImageReport> {
  const layout = readImage(target);
  const { base, build, repository: name, digest, handler } = target.image;
  const repository = new Repository(await ecrRepository(access, name, target.address));
  const pushed = await pushImage({
    ...{ image: layout, target: repository, base: base && openBase(base.name, env).repository },
    progress: new Progress(),
  });
  throwIfAny(await preflight(repository, { digest, platform: (base ?? build).platform, handler }));
  return { function: target.name, stack: target.stack, repository: repository.shown, ...pushed };
}

function readImage({ name, image: { digest }, layout: folder }: ImageTarget): ImageLayout {
  const layout = readLayout(folder);
  if (layout.digest === digest) return layout;
  throw new UserError({
    what: `the image of ${name} is ${layout.digest}, and its receipt says ${digest}`,
    where: displayPath(folder),
    fix: "write both anew: npm run synth",
  });
}

/** AWS, or the emulator where the local cloud has wired this command to it. */
function accessIn(env: NodeJS.ProcessEnv): AwsAccess {
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  if (region === undefined || region === "") {
    throw new UserError({
      what: "it is not said in which region of AWS the repository is",
      where: "AWS_REGION",
      fix: "export AWS_REGION=eu-west-1; for the local cloud: npm run local -- npm run image",
    });
  }
  return { region, credentials: personsCredentials, endpoint: env["AWS_ENDPOINT_URL"] || undefined };
}

function rendered({ function: name, digest, repository, blobs, wasThere }: ImageReport): string {
  const groups = (["uploaded", "copied", "mounted", "there"] satisfies Arrival[]).flatMap((how) => {
    const group = blobs.filter((blob) => blob.how === how);
    const bytes = group.reduce((sum, blob) => sum + blob.size, 0);
    return group.length === 0 ? [] : [`${group.length} ${how} (${size(bytes)})`];
  });
  const isOld = wasThere && blobs.every(({ how }) => how === "there");
  return `${name}   ${repository}@${digest}   ${isOld ? "nothing to upload: " : ""}${groups.join(", ")}`;
}
