import { itemsIn, objectIn, scalarText, textIn } from "../terraform/declared-resource";
import { statefulTypes } from "./stateful-types";

/** What an apply of a plan would lose for good. */
export interface PlannedLoss {
  /** `module.chat.aws_cloudwatch_log_group.chat["eu"]` */
  readonly address: string;
  readonly how: "deleted" | "replaced";
  /** What is gone with it. */
  readonly what: string;
  /** The arguments that cannot be changed otherwise, where the plan names them. */
  readonly because: readonly string[];
  /** Set where it is an object that an earlier apply left behind, by its key in the state. */
  readonly deposed?: string;
}

/**
 * The resources with a state of their own that a plan deletes or replaces, by address.
 *
 * @param plan what `terraform show -json` says of a saved plan
 */
export function plannedLosses(plan: unknown): PlannedLoss[] {
  return itemsIn(objectIn(plan)["resource_changes"]).map(objectIn).flatMap(lossOf);
}

function lossOf({ address, mode, type, deposed, change }: Readonly<Record<string, unknown>>): PlannedLoss[] {
  const name = textIn(type) ?? "";
  const what = mode !== "data" && Object.hasOwn(statefulTypes, name) ? statefulTypes[name] : undefined;
  const { actions, replace_paths: paths } = objectIn(change);
  const all = itemsIn(actions);
  if (what === undefined || !all.includes("delete")) return [];
  const left = textIn(deposed);
  return [
    {
      address: textIn(address) ?? "",
      how: all.includes("create") ? "replaced" : "deleted",
      what,
      because: itemsIn(paths).map((path) => itemsIn(path).map(scalarText).join(".")),
      ...(left === undefined ? {} : { deposed: left }),
    },
  ];
}
