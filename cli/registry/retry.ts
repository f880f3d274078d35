import { setTimeout as sleep } from "node:timers/promises";
import { type Complaint, UserError } from "../../lib/errors/user-error";

/** Tells the time, and lets it pass. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export const systemClock: Clock = { now: Date.now, wait: async (milliseconds) => sleep(milliseconds) };

/** What may go well when it is tried again: a lost connection, a registry that is busy or has a problem. */
export class PassingFailure extends Error {
  constructor(
    readonly complaint: Complaint,
    /** Milliseconds the registry asks to wait. */
    readonly retryAfter = 0,
    options?: ErrorOptions,
  ) {
    super(complaint.what, options);
  }
}

/** Milliseconds before the second, third and fourth try. */
const pauses = [500, 2_000, 8_000];
/** Milliseconds: a registry that wants more patience gets it from the person. */
const longestPause = 60_000;

/**
 * Does something up to four times, with growing waits in between, for as long as it ends with a PassingFailure.
 *
 * @param action is told which try it is, from 1 on
 * @throws UserError with the last failure once all tries are used up; what else `action` throws passes through at once
 */
export async function withRetries<T>(clock: Clock, action: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action(attempt);
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      const pause = pauses[attempt - 1];
      if (pause === undefined) throw givenUp(error, attempt);
      await clock.wait(Math.min(Math.max(pause, error.retryAfter), longestPause));
    }
  }
}

/**
 * Milliseconds that a `Retry-After` header asks for: it gives seconds or a date. 0 where it says neither.
 * https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfter(header: string | undefined, clock: Clock): number {
  if (header === undefined) return 0;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - clock.now();
  return milliseconds > 0 ? milliseconds : 0;
}

function givenUp(failure: PassingFailure, tries: number): UserError {
  const { what, ...rest } = failure.complaint;
  return new UserError({ what: `${what} (tried ${tries} times)`, ...rest }, { cause: failure });
}
