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
  const modules = new Map<string, Build[]>();
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
  return [...passedOverFindings(owner, platform, passedOver), ...foreignFindings(owner, platform, [...modules.values()])];
}

/** One build of an extension module, and what its name says it is made for. */
type Build = AuditedFile & { readonly abi: string };

function passedOverFindings(owner: Owner, platform: Platform, passedOver: readonly Build[][]): Finding[] {
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

/**
 * Modules whose names fit and that are no ELF files: macOS calls its own `.abi3.so` too. A plain `.so` is a warning, since other things are named so.
 */
function foreignFindings(owner: Owner, platform: Platform, modules: readonly Build[][]): Finding[] {
  const foreign = modules.flatMap((builds) => {
    const named = builds.filter(({ path, abi }) => loads(path, abi, platform));
    return named.every(({ facts }) => facts === undefined) ? named.slice(0, 1) : [];
  });
  const worst = foreign.find(({ abi }) => abi !== "") ?? foreign[0];
  if (worst === undefined) return [];
  const what = `${owner.shown} cannot be imported on ${platformText(platform)}: ${andOthers(worst.path, foreign.length)} ${foreign.length === 1 ? "is no ELF file" : "are no ELF files"}, as Linux has them`;
  const fix = `${owner.isFirstParty ? "build it" : "use a wheel"} for Linux with glibc, ${platform.machine}`;
  return [finding(worst.abi === "" ? "warning" : "error", owner, { what, where: worst.path, fix })];
}

/** Whether it is for the right Python, and what is wrong with its processor or C library was read from the file itself. */
function isSaidElsewhere({ facts, abi }: Build, platform: Platform): boolean {
  if (facts === undefined || "malformed" in facts) return false;
  const isForPython = abi.startsWith(`cpython-${platform.python.replace(".", "")}-`);
  return isForPython && (!fitsMachine(facts, platform) || facts.needed.some(isMusl));
}

/** As Python looks for it: https://docs.python.org/3/library/importlib.html#importlib.machinery.EXTENSION_SUFFIXES */
function loads(path: string, abi: string, { python, machine }: Platform): boolean {
  if (path.endsWith(".pyd")) return false;
  return ["", "abi3", `cpython-${python.replace(".", "")}-${machine}-linux-gnu`].includes(abi);
}
