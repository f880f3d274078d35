/** A line of a module, by its path in its ZIP: `index.py`, or `python/…` in a layer. */
export interface ModuleLine {
  readonly path: string;
  readonly line: number;
}

/** Something that was stopped while the handler was imported. */
export interface Attempt {
  /** `machine` is a file that this machine has and the container does not. */
  readonly kind: "network" | "write" | "process" | "machine";
  /** A host with its port, a path as the container has it, or a program. */
  readonly target: string;
  /** The lines at work, the innermost first. */
  readonly frames: readonly ModuleLine[];
}

/** An exception, as it says itself. */
export interface RaisedError {
  readonly type: string;
  readonly message: string;
}

/** How an import ended. Lines of modules have the innermost first. */
export type ImportOutcome =
  | { readonly kind: "imported"; readonly handler: "callable" | "missing" | "not callable" }
  | FailedImport
  | { readonly kind: "timed out"; readonly seconds: number; readonly frames: readonly ModuleLine[] }
  /** The process ended without a word: by a signal (`SIGSEGV`), or with an exit status. */
  | { readonly kind: "ended"; readonly by: string; readonly frames: readonly ModuleLine[] };

/** An import that raised an exception. */
export interface FailedImport {
  readonly kind: "failed";
  /** What was raised, then what it came from. At least one. */
  readonly errors: readonly RaisedError[];
  /** Whether what was raised is an ImportError. */
  readonly isImportError: boolean;
  readonly frames: readonly ModuleLine[];
  /** The module nobody has, where that is the reason. */
  readonly missingModule?: string;
  /** The environment variable that is not set, where that is the reason. */
  readonly missingVariable?: string;
  /** A file named as the container has it, `/var/task/…`, where that is the reason: it is not there on this machine. */
  readonly containerPath?: string;
  /** What was stopped, where that is the reason. */
  readonly stoppedBy?: Pick<Attempt, "kind" | "target">;
}

/** How long one module took, without what it imports. */
export interface ImportTime {
  readonly module: string;
  readonly milliseconds: number;
}

/** An import that was really made. */
export interface ImportRun {
  readonly kind: "run";
  /** Of the Python that ran: `3.11.7`; undefined where it did not live to say so. */
  readonly python: string | undefined;
  readonly outcome: ImportOutcome;
  readonly attempts: readonly Attempt[];
  /** Names of environment variables that were read and of which only Terraform knows the value: a stand-in was read. */
  readonly unknownRead: readonly string[];
  /** Modules that were doubted beforehand, and are there after all. */
  readonly found: readonly string[];
  /** Modules of AWS's that were on hand. */
  readonly supplied: readonly string[];
  /** File names of shared libraries that were loaded from elsewhere than the ZIPs: from this machine. */
  readonly machineLibraries: readonly string[];
  /** Of the whole import; undefined where it did not end. */
  readonly milliseconds: number | undefined;
  /** Ten at most, the slowest first. */
  readonly slowest: readonly ImportTime[];
  /** The memory of the process at its most; undefined where the machine does not say. */
  readonly peakBytes: number | undefined;
}

/** What is known of an import: how it went, or why it could not be tried. */
export type ImportFacts =
  | ImportRun
  | {
      readonly kind: "static only";
      readonly reason: string;
      /** Whether it was not tried since it is refused anyway. @default false */
      readonly refused?: true;
    };
