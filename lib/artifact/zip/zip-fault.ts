import { basename } from "node:path";
import { type Complaint, throwIfAny } from "../../errors/user-error";
import { displayPath } from "../display-path";

const shownAtMost = 10;

/** A ZIP that is not what was once written: cut short, overwritten, or no ZIP at all. */
export function damaged(file: string, what: string): Complaint {
  return { what: `${basename(file)} is damaged: ${what}`, where: displayPath(file), fix: "remove it and fetch it again" };
}

/** A ZIP that is whole, but holds what has no place in an artifact. */
export function refused(file: string, what: string): Complaint {
  return {
    what: `${basename(file)} is refused: ${what}`,
    where: displayPath(file),
    fix: "use another release of it, or ask who published it to mend it",
  };
}

/** @throws UserError of the complaints, if there are any: the first ten and how many more */
export function throwFirst(complaints: readonly Complaint[]): void {
  const [first] = complaints;
  const more = complaints.length - shownAtMost;
  if (first === undefined || more <= 0) throwIfAny(complaints);
  else throwIfAny([...complaints.slice(0, shownAtMost), { ...first, what: `and ${more} more of the kind` }]);
}
