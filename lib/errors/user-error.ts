/** One thing that is wrong, said to the person who can mend it. */
export interface Complaint {
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Where: a file with its line, a resource address, or a command. @default nowhere in particular */
  readonly where?: string;
  /** What to do about it: a sentence, or a command to run. */
  readonly fix: string;
}

/**
 * An error made for the person at the keyboard: printed without a stack, since its text says all they need.
 * Takes every complaint about one input, so that all can be mended in one go.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly complaints: readonly Complaint[];

  constructor(complaints: Complaint | readonly [Complaint, ...Complaint[]], options?: ErrorOptions) {
    const all: readonly Complaint[] = [complaints].flat();
    super(all.map(complaintText).join("\n"), options);
    this.complaints = all;
  }
}

/** Throws a UserError of all the complaints, if there are any; what several say alike is said once. */
export function throwIfAny(complaints: readonly Complaint[]): void {
  const [first, ...others] = new Map(complaints.map((complaint) => [complaintText(complaint), complaint])).values();
  if (first !== undefined) throw new UserError([first, ...others]);
}

/** A complaint as a person reads it, on two or three lines. */
export function complaintText({ what, where, fix }: Complaint): string {
  return [what, ...(where === undefined ? [] : [`  where: ${where}`]), `  fix:   ${fix}`].join("\n");
}
