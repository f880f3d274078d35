import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { ShippedDistribution } from "../../lib/artifact/build/zip-contents";
import { displayPath } from "../../lib/artifact/display-path";
import { baseImageOf } from "../../lib/artifact/image/base-image";
import { baseLockPath, lockedBaseImage } from "../../lib/artifact/image/base-lock";
import { dockerfileText, type EjectedFunction, ejectedNames, hashedRequirements } from "../../lib/artifact/image/dockerfile-text";
import { taskFolder } from "../../lib/artifact/image/zip-to-layer";
import type { FunctionReceipt, ZipReceipt } from "../../lib/artifact/receipt/receipt";
import { writeAtomically } from "../../lib/artifact/zip/atomic-file";
import { type Complaint, throwIfAny, UserError } from "../../lib/errors/user-error";
import { cloudFolder } from "../local/cloud-folder";
import { handlerOf } from "../local/stack-directories";
import { ownBaseLock } from "../local/wiring";
import type { Io } from "./command";
import { synthesizedStacks } from "./image-targets";

/** What was written, as a person would type it. */
export interface Ejected {
  readonly function: string;
  readonly files: readonly string[];
}

/** A function as it was synthesized. */
interface Synthesized {
  readonly fn: FunctionReceipt;
  readonly handler: string;
  /** What it ships. */
  readonly zips: readonly ZipReceipt[];
}

/**
 * Writes a Dockerfile beside a function's source, with the requirements it installs, for what the function ships now. Nothing is overwritten.
 *
 * @param name as in `aws_lambda_function.<name>`
 * @param stacks the stack directories to look in; all of the last synthesis where none is named
 * @throws UserError where no such function was synthesized, its base is not locked, or there is a Dockerfile already
 */
export function eject(name: string, stacks: readonly string[], io: Io): Ejected {
  const { fn, handler, zips } = synthesizedFunction(name, stacks, io);
  const source = resolve(io.root, fn.source);
  const base = lockedBaseImage(lockOf(io), baseImageOf(fn.runtime, fn.architecture));
  const distributions = zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.distributions : []));
  throwIfAny(distributions.flatMap((each) => builtFault(each, fn)));
  const own = zips.flatMap(({ files }) => files.filter(({ origin }) => origin === "first-party"));
  const files = own.map(({ path }) => (fn.strategy === "image" ? path.slice(taskFolder.length) : path));
  const ejected: EjectedFunction = { name, base, handler, files, distributions };
  const texts = [
    { path: join(source, ejectedNames.dockerfile), text: dockerfileText(ejected) },
    { path: join(source, ejectedNames.requirements), text: hashedRequirements(ejected) },
  ].slice(0, distributions.length === 0 ? 1 : 2);
  throwIfAny(texts.filter(({ path }) => existsSync(path)).map(({ path }) => alreadyThere(path)));
  for (const { path, text } of texts) {
    writeAtomically(path, ({ write }) => {
      write(Buffer.from(text));
    });
  }
  return { function: name, files: texts.map(({ path }) => displayPath(path)) };
}

/** The project's lock, also in the local cloud: a Dockerfile is to be built elsewhere too, where none of its base images is. */
function lockOf({ root, env }: Io): string {
  const path = baseLockPath(root, env);
  return path === ownBaseLock(cloudFolder(root)) ? baseLockPath(root, {}) : path;
}

function synthesizedFunction(name: string, stacks: readonly string[], io: Io): Synthesized {
  const all = synthesizedStacks(stacks, io);
  const found = all.flatMap(({ directory, functions, zips }) => {
    const fn = functions.find((each) => each.name === name);
    if (fn === undefined) return [];
    const handler = fn.image?.handler ?? handlerOf(directory, name) ?? "index.handler";
    return [{ fn, handler, zips: zips.filter(({ path }) => fn.zips.includes(path)) }];
  });
  const [only, ...others] = found;
  const where = all.map(({ directory }) => displayPath(directory)).join(", ");
  if (only === undefined) {
    const names = all.flatMap(({ functions }) => functions.map((each) => each.name));
    const fix = names.length === 0 ? "npm run synth" : `name one of: ${[...new Set(names)].join(", ")}`;
    throw new UserError({ what: `no function ${name} was synthesized`, where, fix });
  }
  if (others.length > 0)
    throw new UserError({ what: `several stacks have a function ${name}`, where, fix: "name its stack directory too" });
  const dockerfile = only.fn.image?.build?.dockerfile;
  if (dockerfile === undefined) return only;
  throw new UserError({
    what: `${name} is built of a Dockerfile already`,
    where: join(only.fn.source, dockerfile),
    fix: "package it with Packaging.image() alone, synthesize, and eject it then",
  });
}

/** What was built here has another hash wherever it is built again. */
function builtFault({ name, version, wheel }: ShippedDistribution, { source }: FunctionReceipt): Complaint[] {
  if (wheel.origin !== "built") return [];
  const what = `${name} ${version} was built here from a folder, and pip finds it nowhere by its hash`;
  return [{ what, where: source, fix: "publish it to an index, or ship its folder with additionalSources" }];
}

function alreadyThere(path: string): Complaint {
  const what = `there is a ${basename(path)} already, and it is not overwritten`;
  return { what, where: displayPath(path), fix: "keep it, or move it away and run the same command again" };
}
