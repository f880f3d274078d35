import { managedRuntimes, type ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { standardLibrary } from "../../runtimes/stdlib-modules";
import { suppliedLibraries } from "../../runtimes/supplied-libraries";
import { suppliedModules } from "../../runtimes/supplied-packages";
import type { ShippedFile } from "../build/zip-contents";
import { invented, standIn } from "../import-proof/container-environment";
import type { FailedImport, ImportRun, RaisedError } from "../import-proof/import-facts";
import { knownDistribution, standInDistribution } from "./imports-distribution";
import type { Finding } from "./finding";
import { add, type Packaged } from "./imports-wording";
import { attemptCure } from "./real-import-attempts";

/** What is said of an import that failed. */
export type FailureText = Pick<Finding, "level" | "what" | "fix" | "unproven"> & {
  /** @default the handler */
  readonly subject?: string;
};

/** How sure a cause is to be there in AWS too, and its cure. */
interface Cause extends Pick<Finding, "level" | "fix" | "unproven"> {
  readonly subject?: string;
  /** Instead of what was raised. */
  readonly what?: string;
  /** Said after what was raised. @default nothing */
  readonly because?: string;
}

interface Shipping extends Packaged {
  readonly files: readonly Pick<ShippedFile, "path" | "origin">[];
}

/** Judges an exception: an error where it comes in AWS too, less where it is the machine's doing or cannot be told. */
export function failureText(
  failed: FailedImport,
  run: Pick<ImportRun, "supplied" | "unknownRead">,
  { handler, ...packaged }: Shipping & { readonly handler: string },
): FailureText {
  const { because, what, ...cause } = causeOf(failed, run, packaged);
  if (what !== undefined) return { ...cause, what: `${handler} ${what}` };
  const text = `${handler} does not import: ${raised(failed.errors)}`;
  return { ...cause, what: because === undefined ? text : `${text}; ${because}` };
}

function causeOf(
  failed: FailedImport,
  { supplied, unknownRead }: Pick<ImportRun, "supplied" | "unknownRead">,
  packaged: Shipping,
): Cause {
  const { missingModule, missingVariable, stoppedBy, containerPath, isImportError } = failed;
  const made = standInsIn(failed.errors, unknownRead);
  if (made.length > 0) return doubtful(made);
  if (missingModule !== undefined) return ofModule(missingModule, supplied, packaged);
  if (missingVariable !== undefined) {
    const fix = `name ${missingVariable} in environment, or read it with a default`;
    const because = `the function's environment has no ${missingVariable}`;
    return { level: "error", subject: missingVariable, because, fix };
  }
  if (containerPath !== undefined) {
    const because = `on this machine ${containerPath} leads nowhere, so whether it is there in AWS was not proven`;
    return {
      level: "warning",
      because,
      fix: "find files from __file__ or os.environ['LAMBDA_TASK_ROOT'], which is right everywhere",
    };
  }
  if (!isImportError && unknownRead.length > 0) return doubtful(unknownRead);
  if (stoppedBy !== undefined) {
    const subject = `${stoppedBy.kind} ${stoppedBy.target}`;
    const common = { subject, fix: attemptCure(stoppedBy.kind) };
    if (stoppedBy.kind === "write") return { ...common, level: "error" };
    if (stoppedBy.kind === "machine") {
      const because = "this machine has it and the container does not, so whether it imports there was not proven";
      return { ...common, level: "warning", because };
    }
    return { ...common, level: "warning", because: "it was stopped here, and may succeed in AWS" };
  }
  return (
    ofLibrary(failed.errors, packaged.runtime) ?? {
      level: "error",
      fix: "correct it: in AWS each request would fail the same way",
    }
  );
}

/** Variables whose stand-ins are in what was raised: with the true values it may be another story. */
function standInsIn(errors: readonly RaisedError[], unknownRead: readonly string[]): string[] {
  const said = errors.map(({ message }) => message).join("\n");
  const own = said.includes(standIn) ? unknownRead : [];
  const aws = Object.entries(invented).flatMap(([name, value]) => (said.includes(value) ? [name] : []));
  return [...own, ...aws];
}

function doubtful(variables: readonly string[]): Cause {
  const because = `it read ${variables.join(", ")}, which will have another value in AWS, so it may import there`;
  return { level: "warning", because, fix: "see that it imports with the true value, or read it in the handler" };
}

function ofModule(module: string, supplied: readonly string[], { runtime, strategy, files, asked }: Shipping): Cause {
  const [top = module] = module.split(".");
  const origin = files.find(({ path }) => path.startsWith(`${top}/`) || path.startsWith(`python/${top}/`))?.origin;
  if (origin !== undefined && module !== top) {
    const version = origin === "first-party" ? "add it" : `pin a version of ${origin} that has it`;
    return { level: "error", subject: module, fix: `${version}, or correct the name` };
  }
  if (suppliedModules.has(top) && !supplied.includes(top)) {
    const what = `was imported as far as ${top}, which AWS supplies and this machine has not`;
    const fix = "start the local cloud once (npm start), or name a folder that has it in LAMBDA_CONTAINER_SUPPLIED";
    return { level: "note", unproven: true, subject: top, what, fix };
  }
  if (suppliedModules.has(top)) {
    const because = `the ${top} of this machine has no such part, and AWS's may be another version`;
    return { level: "warning", subject: module, because, fix: `pin a version of ${top} that has it in requirements.txt` };
  }
  const library = standardLibrary(runtime, top);
  if (library === "has it") {
    const because = `not provable here: the Python of this machine was built without ${top}`;
    return { level: "warning", subject: top, because, fix: "install a complete Python, or name one in LAMBDA_CONTAINER_PYTHON" };
  }
  const standIn = typeof library === "object" ? standInDistribution(top) : undefined;
  const distribution = standIn ?? knownDistribution(module)?.distribution ?? top.replaceAll("_", "-");
  const fix = add(distribution, { strategy, asked });
  return { level: "error", subject: top, fix: `${fix}; or, if ${top} is yours, see that it ships` };
}

/** What the loader says of a compiled library. This machine's own libraries may be older than the runtime's. */
function ofLibrary(errors: readonly RaisedError[], runtime: ManagedRuntimeName): Cause | undefined {
  const { os, glibc } = managedRuntimes[runtime];
  const messages = errors.map(({ message }) => message).join("\n");
  const [version, needed] = /\bGLIBC_([\d.]+)' not found/.exec(messages) ?? [];
  if (version !== undefined && needed !== undefined) {
    if (isAtMost(needed, glibc)) {
      const because = `not provable here: this machine's glibc is older than the runtime's ${glibc}`;
      return { level: "warning", because, fix: "synthesize on a newer Linux" };
    }
    return { level: "error", fix: `use a release with a wheel for glibc ${glibc}, which ${runtime} has, or a newer runtime` };
  }
  const [, file] = /(?:^|[\s:'"])([\w.+-]+\.so[\w.]*): cannot open shared object file/m.exec(messages) ?? [];
  if (file === undefined) return undefined;
  if ((["x86_64", "aarch64"] as const).some((machine) => suppliedLibraries(os, machine).has(file))) {
    const because = `not provable here: this machine has no ${file}, and ${runtime} does`;
    return { level: "warning", subject: file, because, fix: `install ${file} on this machine` };
  }
  return {
    level: "error",
    subject: file,
    fix: `use a wheel that brings ${file} along, or put it into lib/ of the function or the layer`,
  };
}

function isAtMost(version: string, limit: string): boolean {
  return version.localeCompare(limit, "en", { numeric: true }) <= 0;
}

/** What was raised, and what that came from where it says more. */
function raised(errors: readonly RaisedError[]): string {
  const [outer, ...others] = errors;
  const root = others.at(-1);
  const said = outer === undefined ? "an exception" : sentence(outer);
  return root === undefined || sentence(root) === said ? said : `${said}, from ${sentence(root)}`;
}

function sentence({ type, message }: RaisedError): string {
  const [line = ""] = message.split("\n").filter((each) => each.trim() !== "");
  return line === "" ? type : `${type}: ${line.trim()}`;
}
