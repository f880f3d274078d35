import type { SoundElf } from "../elf/elf-facts";
import { type Platform, platformText } from "../resolve/platform";
import { andOthers, finding, loadable, type Owner } from "./elf-owner";
import type { Finding } from "./finding";
import { isExtensionModule, readExtensionName } from "./extension-name";

/** ELF files that no loader understands: a warning, since some are there to be read by tests of tools. */
export function malformedFindings(owner: Owner): Finding[] {
  const malformed = owner.files.flatMap(({ facts }) => (facts !== undefined && "malformed" in facts ? [facts] : []));
  const [first] = malformed;
  if (first === undefined) return [];
  const what = `${owner.shown}: ${andOthers(first.path, malformed.length)} cannot be loaded: ${first.malformed}`;
  return [finding("warning", owner, { what, where: first.path, fix: "build or fetch it anew, if anything is to load it" })];
}

/** Whether a file is for the platform's processor. */
export function fitsMachine({ machine, bits, endianness }: SoundElf, platform: Platform): boolean {
  return machine === platform.machine && bits === 64 && endianness === "little";
}

/**
 * Files for another processor. Some distributions carry helpers for several and choose when they run: where another of their files fits, and none
 * of these is an extension module that is there for no other, it is a note.
 */
export function machineFindings(owner: Owner, platform: Platform): Finding[] {
  const files = loadable(owner);
  const wrong = files.filter((file) => !fitsMachine(file, platform));
  const fitting = new Set(files.flatMap((file) => (fitsMachine(file, platform) ? moduleOf(file) : [])));
  const isMissed = (file: SoundElf): boolean => isExtensionModule(file.path) && !moduleOf(file).some((name) => fitting.has(name));
  const worst = wrong.find(isMissed) ?? wrong[0];
  if (worst === undefined) return [];
  const others = owner.isFirstParty ? "warning" : "note";
  const level = wrong.length === files.length || isMissed(worst) ? "error" : others;
  const made = `${worst.bits}-bit ${worst.machine}`;
  const what =
    level === "error"
      ? `${owner.shown} does not load on ${platformText(platform)}: ${andOthers(worst.path, wrong.length)} ${wrong.length === 1 ? "is" : "are"} for ${made}`
      : `${owner.shown} has files for other processors: ${andOthers(worst.path, wrong.length)}, for ${made}`;
  const other = worst.machine === "aarch64" && worst.bits === 64 ? "arm64" : worst.machine === "x86_64" ? "x86_64" : undefined;
  const isOther = other !== undefined && other !== platform.architecture;
  const rebuild = owner.isFirstParty ? `build it for ${platform.machine}` : `use a wheel for ${platform.machine}`;
  const fix = isOther ? `${rebuild}, or set the function's architecture to ${other}` : rebuild;
  return [
    finding(level, owner, {
      what,
      where: worst.path,
      fix: level === "error" ? fix : `leave it, unless it is loaded: then ${fix}`,
    }),
  ];
}

function moduleOf({ path }: SoundElf): string[] {
  const name = readExtensionName(path);
  return name === undefined ? [] : [name.module];
}
