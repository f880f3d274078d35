import { Aspects, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** What is to be done in a stack, by the paths of the constructs it is done for; undefined once it was. */
const waiting = new WeakMap<TerraformStack, { work: Map<string, () => void> | undefined }>();

/**
 * Does something for a construct when all of its stack is declared, and before any of it is written: in the order of the constructs' paths, so that
 * the order in which a program makes them does not count. It may add to the stack.
 */
export function onceDeclared(scope: IConstruct, work: () => void): void {
  const stack = TerraformStack.of(scope);
  const queue = waiting.get(stack) ?? newQueue(stack);
  if (queue.work === undefined) work();
  else queue.work.set(scope.node.path, work);
}

function newQueue(stack: TerraformStack): { work: Map<string, () => void> | undefined } {
  const queue: { work: Map<string, () => void> | undefined } = { work: new Map() };
  waiting.set(stack, queue);
  const run = (): void => {
    const { work } = queue;
    queue.work = undefined;
    for (const [, each] of [...(work ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) each();
  };
  // An app prepares its stacks first of all, when references from one to another are found; cdktf's Testing begins with aspects.
  const prepare = stack.prepareStack.bind(stack);
  stack.prepareStack = () => {
    run();
    prepare();
  };
  Aspects.of(stack).add({
    visit: (node) => {
      if (node === stack) run();
    },
  });
  return queue;
}
