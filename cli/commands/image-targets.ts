import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import type { FunctionReceipt, ImageReceipt } from "../../lib/artifact/receipt/receipt";
import { type Complaint, throwIfAny, UserError } from "../../lib/errors/user-error";
import { mainApp } from "../local/app";
import { cloudFolder } from "../local/cloud-folder";
import { repositoriesOf, stackDirectories } from "../local/stack-directories";
import type { Io } from "./command";
import { readReceipts, type ReadReceipts } from "./receipts";

/** An image to push. */
export interface ImageTarget {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  /** The stack directory, as a person would type it. */
  readonly stack: string;
  readonly image: ImageReceipt;
  /** Of its repository in the stack: `aws_ecr_repository.chat`; undefined where the stack has none of that name. */
  readonly address: string | undefined;
  /** The folder of its layout, absolute. */
  readonly layout: string;
}

/**
 * The functions of stack directories that are packaged as images.
 *
 * @param named the directories; all of the last synthesis where none is
 * @throws UserError where one of them is none, or its receipt cannot be read
 */
export function imageTargets(named: readonly string[], io: Pick<Io, "root">): ImageTarget[] {
  return synthesizedStacks(named, io).flatMap(({ directory, functions }) => functions.flatMap((fn) => targetsOf(fn, directory)));
}

/** A stack directory, absolute, and what its receipt says. */
export interface SynthesizedStack extends Omit<ReadReceipts, "unreadable"> {
  readonly directory: string;
}

/** As {@link imageTargets}, with everything that the receipts say. */
export function synthesizedStacks(named: readonly string[], { root }: Pick<Io, "root">): SynthesizedStack[] {
  const app = mainApp(cloudFolder(root));
  const directories = named.length > 0 ? named.map((directory) => resolve(root, directory)) : stackDirectories(app);
  if (directories.length === 0) {
    throw new UserError({ what: "there is no synthesized stack", where: displayPath(app.output), fix: "npm run synth" });
  }
  throwIfAny(directories.flatMap(noStack));
  const read = directories.map((directory) => ({ directory, ...readReceipts([directory]) }));
  throwIfAny(
    read.flatMap(({ unreadable }) =>
      unreadable.map((path) => ({ what: "the receipt cannot be read", where: displayPath(path), fix: "npm run synth" })),
    ),
  );
  return read;
}

function noStack(directory: string): Complaint[] {
  if (existsSync(join(directory, "cdk.tf.json"))) return [];
  const fix = "name one with a cdk.tf.json, or none for all that npm run synth wrote";
  return [{ what: "there is no synthesized stack in this folder", where: displayPath(directory), fix }];
}

function targetsOf(fn: FunctionReceipt, directory: string): ImageTarget[] {
  const { name, image } = fn;
  if (image === undefined) return [];
  const address = repositoriesOf(directory).get(image.repository);
  return [{ name, stack: displayPath(directory), image, address, layout: join(directory, image.layout) }];
}
