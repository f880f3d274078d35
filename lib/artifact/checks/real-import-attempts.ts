import { posix } from "node:path";
import type { Attempt } from "../import-proof/import-facts";
import type { Complaint } from "../../errors/user-error";

/**
 * What is wrong with something that was stopped and did not stop the import.
 *
 * @param who a module, or a distribution
 */
export function attemptText({ kind, target }: Attempt, who: string): Pick<Complaint, "what" | "fix"> {
  const what = {
    network: `${who} asks the network for ${target} while it is imported, and goes on without an answer`,
    write: `${who} writes ${target} while it is imported, which is read-only in AWS, and goes on without it`,
    process: `${who} starts ${target} while it is imported, and goes on without it`,
    machine: `${who} reaches for ${target} while it is imported, which this machine has and the container does not, and goes on without it`,
  }[kind];
  return { what, fix: attemptCure(kind) };
}

/**
 * Programs by which the standard library looks about, for the processor (`platform.processor`), the word size (`platform.architecture`) or a shared library (`ctypes.util.find_library`). It
 * goes on without those that are not there, and most are not in the container.
 */
const lookingAbout = ["uname", "file", "ldconfig", "gcc", "cc", "ld", "objdump"];

/** Where what runs beside a function listens, such as the daemon of X-Ray and the extension for parameters: no network of anybody's. */
const beside = /^(?:127\.\d+\.\d+\.\d+|localhost|::1|169\.254\.79\.129):\d+$/;

/** How much it matters that something was stopped which did not stop the import. */
export function attemptLevel({ kind, target }: Attempt): "warning" | "note" {
  const isNothing =
    kind === "machine" ||
    (kind === "process" && lookingAbout.includes(posix.basename(target))) ||
    (kind === "network" && beside.test(target));
  return isNothing ? "note" : "warning";
}

/** What to do instead of what is stopped. */
export function attemptCure(kind: Attempt["kind"]): string {
  return {
    network: "move it into the handler, where it can fail and be tried again",
    write: "write below /tmp, or tell the library to by its setting for a cache or a home folder",
    process: "move it into the handler, or do without: the container has few programs",
    machine: "ship it with the function, or take another name below /tmp; see that it imports where this is not",
  }[kind];
}
