import { basename } from "node:path";
import { type Complaint, throwIfAny, UserError } from "../../errors/user-error";
import { displayPath, shownText } from "../display-path";

const shownAtMost = 10;
const fetchAgain = "remove it and fetch it again";
const askPublisher = "use another release of it, or ask who published it to mend it";

/** A ZIP that is not what was once written: cut short, overwritten, or no ZIP at all. */
export function damaged(file: string, what: string): Complaint {
  return { what: `${shownText(basename(file))} is damaged: ${what}`, where: shownText(displayPath(file)), fix: fetchAgain };
}

/** A ZIP that is whole, but holds what has no place in an artifact. */
export function refused(file: string, what: string): Complaint {
  return { what: `${shownText(basename(file))} is refused: ${what}`, where: shownText(displayPath(file)), fix: askPublisher };
}

/** Reads a ZIP that has the hash it should have: what is damaged in it was published so, and would be fetched so again. */
export function asPublished<T>(action: () => T): T {
  return curedBy(askPublisher, [fetchAgain], action);
}

/** Reads a ZIP that somebody packed for Lambda: whatever is wrong with it, that is done anew. */
export function asPacked<T>(action: () => T): T {
  const packAgain = "pack it anew: whatever reads it in AWS may see something else in it, or nothing";
  return curedBy(packAgain, [fetchAgain, askPublisher], action);
}

function curedBy<T>(fix: string, insteadOf: readonly string[], action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first, ...others] = error.complaints.map((each) => (insteadOf.includes(each.fix) ? { ...each, fix } : each));
    throw first === undefined ? error : new UserError([first, ...others], { cause: error });
  }
}

/** @throws UserError of the complaints, if there are any: the first ten and how many more */
export function throwFirst(complaints: readonly Complaint[]): void {
  const [first] = complaints;
  const more = complaints.length - shownAtMost;
  if (first === undefined || more <= 0) throwIfAny(complaints);
  else throwIfAny([...complaints.slice(0, shownAtMost), { ...first, what: `and ${more} more of the kind` }]);
}
