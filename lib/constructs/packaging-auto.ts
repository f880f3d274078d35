import { resolve } from "node:path";
import { TerraformStack } from "cdktf";
import { relativePath } from "../artifact/display-path";
import { baseImageOf, relockCommand } from "../artifact/image/base-image";
import { baseLockPath } from "../artifact/image/base-lock";
import type { ChoiceReceipt } from "../artifact/receipt/choice-receipt";
import type { Strategy } from "../artifact/receipt/receipt";
import { chooseStrategy, namesOf } from "../artifact/strategy/choose-strategy";
import { flipsOf } from "../artifact/strategy/flips";
import { measureStrategies, type MeasuredStrategies } from "../artifact/strategy/measure-strategies";
import { strategyTable } from "../artifact/strategy/strategy-table";
import { complaintText, UserError } from "../errors/user-error";
import { noteLayerUser, otherLayerUsers } from "./layer-users";
import { onceDeclared } from "./once-declared";
import type { FunctionSource, PackagedCode, PackagedSplice, SplicedOptions, UndecidedCode } from "./packaging";
import { makeImage } from "./packaging-image";
import { archiveSource } from "./packaging-runtime";
import { hasSharedManifest, saidOf, spliceZips } from "./packaging-splice";

type Bind = (fn: FunctionSource, options: SplicedOptions) => PackagedCode;

interface Chosen {
  readonly strategy: Strategy;
  readonly choice: ChoiceReceipt;
}

/** A function that was measured. */
interface Compared {
  /** As in {@link MeasuredStrategies}. */
  readonly layer: MeasuredStrategies["layer"];
  /** What the figures choose, beside what is known of the stack's other functions by then. */
  readonly choose: () => Chosen;
}

/**
 * Packages a function in the way that fits what it comes to, and has the receipt say why. Whether other functions need the same, all of the stack
 * says: what is a ZIP with dependencies is decided when all of it is declared.
 */
export function chooseStrategyFor(fn: FunctionSource, options: SplicedOptions): PackagedCode | UndecidedCode {
  const { layer, choose } = compareStrategies(fn, options);
  const { strategy, choice } = choose();
  const because = (packaged: PackagedCode): PackagedCode => ({ ...packaged, choice: () => choice });
  if (strategy === "runtime") return because(archiveSource(fn));
  if (strategy === "image") return because(saidToBeImage(choice.reason, () => makeImage(fn, options)));
  if (layer === undefined) return because(spliceZips(fn, "bundle", options));
  noteLayerUser(fn, layer);
  return {
    whenDecided: (use) => {
      onceDeclared(fn.scope, () => {
        const decided = choose();
        use({ ...splicedAs(decided.strategy, fn, options), choice: () => decided.choice });
      });
    },
  };
}

/** That others need the same makes a layer of a bundle, and changes nothing else. */
function splicedAs(strategy: Strategy, fn: FunctionSource, options: SplicedOptions): PackagedSplice {
  return spliceZips(fn, strategy === "layer" ? "layer" : "bundle", options);
}

/** Packages a function in the way that was named; where `LAMBDA_CONTAINER_MEASURE` asks for it, the receipt has the four ways side by side all the same. */
export function namedStrategy(fn: FunctionSource, options: SplicedOptions, bind: Bind): PackagedCode {
  const packaged = bind(fn, options);
  if (process.env["LAMBDA_CONTAINER_MEASURE"] !== "1") return packaged;
  const { choose } = compareStrategies(fn, options);
  return {
    ...packaged,
    choice: () => {
      const { strategy, choice } = choose();
      return { byFigures: strategy, ...choice };
    },
  };
}

function compareStrategies(fn: FunctionSource, options: SplicedOptions): Compared {
  const { scope, source, selected, runtime, architecture } = fn;
  const { facts, measured, layer, baseFault } = saidOf(scope.node.path, () =>
    measureStrategies({
      ...{ ...options, source, selected, runtime: runtime.name, architecture },
      baseLock: baseLockPath(process.cwd(), process.env),
    }),
  );
  if (baseFault !== undefined) sayBaseFault(TerraformStack.of(scope), baseFault);
  const choose = (): Chosen => {
    const known = { ...facts, shared: sharedBy(fn, options, layer) };
    const { strategy, reason } = chooseStrategy(known);
    const table = strategyTable(known, measured, [relockCommand(baseImageOf(runtime.name, architecture)), "npm run image"]);
    const flips = flipsOf(known).map(({ to, when }) => ({ to, when }));
    return { strategy, choice: { reason, flips, table } };
  };
  return { layer, choose };
}

const warned = new WeakSet<TerraformStack>();

/** Once a stack. Where a function is to be an image, it is an error, too. */
function sayBaseFault(stack: TerraformStack, fault: UserError): void {
  if (warned.has(stack)) return;
  warned.add(stack);
  const [first] = fault.complaints;
  const what = `the size of an image's base is not known: ${first?.what ?? fault.message}`;
  process.stderr.write(`warning: ${complaintText({ ...first, what, fix: first?.fix ?? "" })}\n`);
}

/** Why a layer with its dependencies is of use to other functions; undefined where it is not. */
function sharedBy(fn: FunctionSource, options: SplicedOptions, layer: MeasuredStrategies["layer"]): string | undefined {
  const { source } = fn;
  const { requirements } = options;
  if (requirements !== undefined && hasSharedManifest(fn, options))
    return `its requirements lie outside its folder, to be shared: ${relativePath(source, resolve(source, requirements))}`;
  const others = layer === undefined ? [] : otherLayerUsers(fn, layer);
  return others.length === 0 ? undefined : `the stack has other functions whose layer holds the same: ${namesOf(others)}`;
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
