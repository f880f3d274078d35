/** What a command may touch of the world. */
export interface Io {
  /** Data goes here. */
  readonly out: (text: string) => void;
  /** Everything said to the person goes here. */
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** The project's root, absolute. */
  readonly root: string;
}

/** One `npm run` command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** How it is called. */
  readonly usage: string;
  /** Answers the exit code: 0 done, 1 the check failed. Throws UserError (exit 1) or UsageError (exit 2). */
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
}

/** The command was called wrongly; its usage is printed with the message. */
export class UsageError extends Error {}
