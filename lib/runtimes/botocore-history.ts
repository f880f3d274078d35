import table from "./botocore-operations.json";

/** What boto3's clients have: methods for operations, and by name the paginators of some and the waiters. */
export type OperationKind = "operations" | "paginators" | "waiters";

/** Since when botocore has something. */
export interface BotocoreSince {
  /** The newest release that was seen to lack it. @default none was: it is exact, or older than the table reaches */
  readonly lacks?: string;
  /** A release that has it. */
  readonly has: string;
  /** Whether `has` is the first that does; otherwise that is some release after `lacks`. */
  readonly exact: boolean;
}

/** By the releases since when, the names in Python that came then. */
type Groups = Readonly<Record<string, string>>;

const services: Readonly<Record<string, Readonly<Partial<Record<OperationKind, Groups>>>>> = table.services;

/** The newest release of botocore that the table knows, and the day it was made by `lib/runtimes/make/botocore_operations.py`. */
export const botocoreTable = { newest: table.newest, made: table.made } as const;

/** Whether the table knows a service, by the name boto3 has for it. */
export function knowsService(service: string): boolean {
  return Object.hasOwn(services, service);
}

/** Since when botocore has something, by its name in Python (`list_objects_v2`); undefined where no release is known to have it. */
export function botocoreSince(service: string, kind: OperationKind, name: string): BotocoreSince | undefined {
  const groups = knowsService(service) ? (services[service]?.[kind] ?? {}) : {};
  const [since] = Object.entries(groups).find(([, names]) => names.split(" ").includes(name)) ?? [];
  return since === undefined ? undefined : parseSince(since);
}

/** The boto3 that goes with a botocore: its number was lower by three until boto3 1.29, and 1.33 was the first they share. */
export function boto3Of(botocore: string): string {
  return withMinor(botocore, (minor) => (minor <= 32 ? minor - 3 : minor));
}

/** The botocore that a boto3 needs at least. */
export function botocoreOf(boto3: string): string {
  return withMinor(boto3, (minor) => (minor <= 29 ? minor + 3 : minor));
}

/** As the table has it: `1.34.116`, `>1.29.130 <=1.30.1`, or `<=1.20.0`. */
function parseSince(text: string): BotocoreSince {
  const [, lacks, bound, first] = /^(?:>(\S+) )?(?:<=(\S+)|(\S+))$/.exec(text) ?? [];
  if (first !== undefined) return { has: first, exact: true };
  return { ...(lacks === undefined ? {} : { lacks }), has: bound ?? text, exact: false };
}

function withMinor(version: string, change: (minor: number) => number): string {
  const [major = "", minor = "", ...rest] = version.split(".");
  return [major, String(change(Number(minor))), ...rest].join(".");
}
