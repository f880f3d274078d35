/** What a pattern captured, by name. */
export type Captured = Readonly<Record<string, string | undefined>>;

/** An error that people meet, and what to do about it. */
export interface KnownError {
  /** As people search for it. */
  readonly name: string;
  /** Found anywhere in a log; a space in it is any white space, since terminals and Terraform break lines where they like. */
  readonly pattern: string;
  readonly means: string;
  readonly cause: string;
  readonly cure: (captured: Captured) => string;
  /** Where its text was seen, or is explained by who writes it; seen in November 2026. */
  readonly source: string;
  /** Whether what was captured is of this kind at all. @default it is */
  readonly applies?: (captured: Captured) => boolean;
}
