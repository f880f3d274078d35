import { isManagedRuntime } from "../../runtimes/managed-runtimes";
import { type Platform, platformText } from "../resolve/platform";
import type { AuditedFile } from "./elf";
import { isMusl } from "./elf-libraries";
import { fitsMachine } from "./elf-machine";
import { andOthers, finding, type Owner } from "./elf-owner";
import { madeFor, readExtensionName } from "./extension-name";
import type { Finding } from "./finding";

/**
 * Extension modules that the runtime's Python passes over, because their names say they are made for another. A module that is there for several
 * is fine if one of them fits.
 *
 * @see https://peps.python.org/pep-3149/
 */
export function extensionFindings(owner: Owner, platform: Platform): Finding[] {
  const modules = new Map<string, (AuditedFile & { readonly abi: string })[]>();
  for (const file of owner.files) {
    const { path } = file;
    const name = readExtensionName(path);
    if (name === undefined) continue;
    const builds = modules.get(name.module);
    if (builds === undefined) modules.set(name.module, [{ ...file, abi: name.abi }]);
    else builds.push({ ...file, abi: name.abi });
  }
  const passedOver = [...modules.values()].filter(
    (builds) => !builds.some((build) => loads(build.path, build.abi, platform) || isSaidElsewhere(build, platform)),
  );
  const [first] = passedOver.flat();
  if (first === undefined) return [];
  const made = first.abi === "" ? "Windows" : madeFor(first.abi);
  const what = `${owner.shown} cannot be imported on ${platformText(platform)}: ${andOthers(first.path, passedOver.length)} ${passedOver.length === 1 ? "is" : "are"} for ${made}`;
  const minor = /^cpython-3(\d+)-\w+-linux-gnu$/.exec(first.abi)?.[1]; // without t or d at its end, which no runtime is
  const runtime = `python3.${minor ?? ""}`;
  const other = isManagedRuntime(runtime) && runtime !== platform.runtime ? `, or use the runtime ${runtime}` : "";
  const build = owner.isFirstParty ? "build it" : "use a wheel";
  const fix = `${build} for Python ${platform.python} on Linux with glibc, ${platform.machine}${other}`;
  return [finding("error", owner, { what, where: first.path, fix })];
}

/** Whether it is for the right Python, and what is wrong with its processor or C library was read from the file itself. */
function isSaidElsewhere({ facts, abi }: AuditedFile & { readonly abi: string }, platform: Platform): boolean {
  if (facts === undefined || "malformed" in facts) return false;
  const isForPython = abi.startsWith(`cpython-${platform.python.replace(".", "")}-`);
  return isForPython && (!fitsMachine(facts, platform) || facts.needed.some(isMusl));
}

/** As Python looks for it: https://docs.python.org/3/library/importlib.html#importlib.machinery.EXTENSION_SUFFIXES */
function loads(path: string, abi: string, { python, machine }: Platform): boolean {
  if (path.endsWith(".pyd")) return false;
  return ["", "abi3", `cpython-${python.replace(".", "")}-${machine}-linux-gnu`].includes(abi);
}
