import { basename, resolve } from "node:path";
import { relativePath } from "../artifact/display-path";
import { baseImageOf, relockCommand } from "../artifact/image/base-image";
import { baseLockPath } from "../artifact/image/base-lock";
import type { ChoiceReceipt } from "../artifact/receipt/choice-receipt";
import type { Strategy } from "../artifact/receipt/receipt";
import { chooseStrategy } from "../artifact/strategy/choose-strategy";
import { flipsOf } from "../artifact/strategy/flips";
import { measureStrategies, type MeasuredStrategies } from "../artifact/strategy/measure-strategies";
import { strategyTable } from "../artifact/strategy/strategy-table";
import { UserError } from "../errors/user-error";
import type { FunctionSource, PackagedCode, SplicedOptions } from "./packaging";
import { makeImage } from "./packaging-image";
import { archiveSource } from "./packaging-runtime";
import { existingLayer, hasSharedManifest, saidOf, spliceZips } from "./packaging-splice";

type Bind = (fn: FunctionSource, options: SplicedOptions) => PackagedCode;

const bindings: Readonly<Record<Strategy, Bind>> = {
  runtime: archiveSource,
  bundle: (fn, options) => spliceZips(fn, "bundle", options),
  layer: (fn, options) => spliceZips(fn, "layer", options),
  image: makeImage,
};

/** Packages a function in the way that fits what it comes to, and has the receipt say why. */
export function chooseStrategyFor(fn: FunctionSource, options: SplicedOptions): PackagedCode {
  const { strategy, choice } = compareStrategies(fn, options);
  const bind = (): PackagedCode => bindings[strategy](fn, options);
  const packaged = strategy === "image" ? saidToBeImage(choice.reason, bind) : bind();
  return { ...packaged, receipt: { ...packaged.receipt, choice } };
}

/** Packages a function in the way that was named; where `LAMBDA_CONTAINER_MEASURE` asks for it, the receipt has the four ways side by side all the same. */
export function namedStrategy(fn: FunctionSource, options: SplicedOptions, bind: Bind): PackagedCode {
  const packaged = bind(fn, options);
  if (process.env["LAMBDA_CONTAINER_MEASURE"] !== "1") return packaged;
  const { strategy, choice } = compareStrategies(fn, options);
  return { ...packaged, receipt: { ...packaged.receipt, choice: { byFigures: strategy, ...choice } } };
}

function compareStrategies(fn: FunctionSource, options: SplicedOptions): { strategy: Strategy; choice: ChoiceReceipt } {
  const { scope, source, selected, runtime, architecture } = fn;
  const { facts, measured, layer } = saidOf(scope.node.path, () =>
    measureStrategies({
      ...{ ...options, source, selected, runtime: runtime.name, architecture },
      baseLock: baseLockPath(process.cwd(), process.env),
    }),
  );
  const known = { ...facts, shared: sharedBy(fn, options, layer) };
  const { strategy, reason } = chooseStrategy(known);
  const table = strategyTable(known, measured, [relockCommand(baseImageOf(runtime.name, architecture)), "npm run image"]);
  const flips = flipsOf(known).map(({ to, when }) => ({ to, when }));
  return { strategy, choice: { reason, flips, table } };
}

/** Why a layer with its dependencies is of use to other functions; undefined where it is not. */
function sharedBy(fn: FunctionSource, options: SplicedOptions, layer: MeasuredStrategies["layer"]): string | undefined {
  const { source } = fn;
  const { requirements } = options;
  if (requirements !== undefined && hasSharedManifest(fn, options))
    return `its requirements lie outside its folder, to be shared: ${relativePath(source, resolve(source, requirements))}`;
  const existing = layer && existingLayer(fn, layer);
  return existing && `the stack has a layer that holds the same: ${basename(existing, ".zip")}`;
}

/** An image needs more than a ZIP does: who left the choice to the figures is told why it is asked for. */
function saidToBeImage<T>(reason: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const why = `it is to be an image, since ${reason}`;
    const [first, ...others] = error.complaints.map((complaint) => ({ ...complaint, what: `${why}: ${complaint.what}` }));
    throw first === undefined ? error : new UserError([first, ...others], { cause: error });
  }
}
