import { complaintText } from "../../../../lib/errors/user-error";
import type { CallSite, Project } from "./project";
import type { SynthesisOptions } from "./synthesis";

/** One error as it is told. `…` stands for what another machine or another release of uv changes; on a line of its own, for lines. */
export interface Said {
  readonly what: string;
  /** @default nowhere in particular */
  readonly where?: string;
  readonly fix: string;
}

/** A row of the table: one thing that is wrong with a project that synthesizes otherwise, and what its author is told. */
export interface BadInput extends CallSite {
  /** What is wrong. */
  readonly name: string;
  /** Files that are otherwise: path to content, null where there is none. @default none */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Makes whatever else is otherwise. @default nothing */
  readonly prepare?: (project: Project) => void;
  /** How synthesis is run. @default as ever */
  readonly run?: (project: Project) => SynthesisOptions;
  /** Whether nothing was synthesized there before. @default false */
  readonly fresh?: boolean;
  /** All that is on standard error, but for progress. */
  readonly says: Said | readonly Said[];
}

/** What is on standard error: as the table has it where it fits, else as it is, so that the two can be compared. */
export function fitted(stderr: string, text: string): string {
  const pattern = text
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\n {2}…(?=\n)/g, "(?:\\n {2}[^\\n~]*)+")
    .replaceAll("…", "[^\\n~]*");
  return new RegExp(`^${pattern}$`).test(stderr) ? text : stderr;
}

/** As a person sees it. */
export function textOf(says: BadInput["says"]): string {
  return [says]
    .flat()
    .map((said) => `${complaintText(said)}\n`)
    .join("");
}
