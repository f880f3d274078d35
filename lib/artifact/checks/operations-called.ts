import { type BotocoreSince, botocoreSince, knowsService, type OperationKind } from "../../runtimes/botocore-history";
import type { OperationCall, ScannedModule } from "../python-scan/module-facts";

/** A call of a method of boto3's, and the file it stands in. */
export interface CalledOperation extends OperationCall {
  /** As messages show it. */
  readonly file: string;
}

/** What is called, once for all its places. */
export interface Called {
  /** By which a waiver names it: `bedrock-runtime.converse`. */
  readonly subject: string;
  /** As a sentence has it: `converse of bedrock-runtime`. */
  readonly shown: string;
  /** `index.py:303`, and how many more. */
  readonly where: string;
  /** Whether it is one of a resource's methods, that need not be named as its operation is. */
  readonly viaResource: boolean;
  readonly knownService: boolean;
  /** Since when botocore has it. @default no release is known to */
  readonly since?: BotocoreSince;
}

const kinds = {
  client: "operations",
  resource: "operations",
  paginator: "paginators",
  waiter: "waiters",
} as const satisfies Record<OperationCall["through"], OperationKind>;

/** Methods that every client has, and those with which boto3 has clients of S3 and EC2 do more than one operation: older than any table. */
const ofEveryClient = new Set([
  ...["can_paginate", "close", "exceptions", "generate_presigned_post", "generate_presigned_url", "get_paginator", "get_waiter"],
  ...["meta", "waiter_names", "copy", "download_file", "download_fileobj", "upload_file", "upload_fileobj", "create_tags"],
]);

/** Methods of resources that call no operation of their own, or one of boto3's choosing that is as old as resources are. */
const ofEveryResource = new Set([
  ...["all", "batch_writer", "filter", "get_available_subresources", "limit", "load", "page_size", "pages", "reload"],
]);

/** What the calls are of, by subject; methods that are no operation of AWS's are left out. */
export function calledOperations(calls: readonly CalledOperation[]): Called[] {
  const found = new Map<string, { readonly first: CalledOperation; readonly lines: Set<string> }>();
  for (const call of calls.filter(isOperation)) {
    const subject = subjectOf(call);
    const called = found.get(subject) ?? { first: call, lines: new Set() };
    called.lines.add(`${call.file}:${call.line}`);
    found.set(subject, called);
  }
  const subjects = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return subjects.map(([subject, { first, lines }]) => describe(subject, first, [...lines]));
}

function isOperation({ method, through }: CalledOperation): boolean {
  if (through === "client") return !ofEveryClient.has(method);
  // `resource.Table("t")` makes another resource, and calls nobody.
  return through !== "resource" || !(ofEveryClient.has(method) || ofEveryResource.has(method) || /^[A-Z]/.test(method));
}

function subjectOf({ service, method, through }: CalledOperation): string {
  const name = `${service}.${method}`;
  return through === "client" ? name : `${name} (${through})`;
}

function describe(subject: string, { service, method, through }: CalledOperation, lines: readonly string[]): Called {
  const since = botocoreSince(service, kinds[through], method);
  const what = through === "paginator" || through === "waiter" ? `the ${through} ${method}` : method;
  return {
    subject,
    shown: `${what} of ${service}`,
    where: `${lines[0] ?? ""}${lines.length > 1 ? ` and ${lines.length - 1} more` : ""}`,
    viaResource: through === "resource",
    knownService: knowsService(service),
    ...(since === undefined ? {} : { since }),
  };
}

/** What modules call, each with the module as its file is shown. */
export function operationsIn(modules: readonly ScannedModule[]): CalledOperation[] {
  return modules.flatMap(({ facts, shownPath }) =>
    "operations" in facts ? facts.operations.map((call) => ({ ...call, file: shownPath })) : [],
  );
}
