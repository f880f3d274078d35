import { type Platform, platformText } from "../resolve/platform";
import { bestWheel } from "../resolve/wheel-tags";
import { readWheelFilename } from "../wheel/filename";
import type { AuditedWheel } from "./elf";
import { fitsMachine } from "./elf-machine";
import { finding, loadable, type Owner } from "./elf-owner";
import type { Finding } from "./finding";

/**
 * A wheel whose tags promise nothing for the runtime. A tag is what a publisher promises, the files are what a loader sees: where they prove that
 * all of it loads, it is a note, and where something else is wrong with them, that is said and this is not.
 *
 * @param ofFiles what was found in its files
 */
export function tagFindings(wheel: AuditedWheel, owner: Owner, ofFiles: readonly Finding[], platform: Platform): Finding[] {
  if (bestWheel([wheel], platform) !== undefined || ofFiles.some(({ level }) => level === "error")) return [];
  const parsed = readWheelFilename(wheel.filename);
  if (parsed === undefined) return [];
  const { filename } = wheel;
  const tag = filename.slice(0, -".whl".length).split("-").slice(-3).join("-");
  const isForPython =
    bestWheel([{ filename: onPlatform(filename, `manylinux_2_17_${platform.machine}`) }], platform) !== undefined;
  const files = loadable(owner);
  const isProven =
    isForPython &&
    files.length > 0 &&
    files.some((file) => fitsMachine(file, platform)) &&
    ofFiles.every(({ level }) => level === "note") &&
    !parsed.platforms.every((each) => /^(?:win|macosx|ios|android|emscripten)/.test(each));
  if (isProven) {
    const what = `${owner.shown}: its wheel promises nothing for ${platformText(platform)} (${tag}), and ${files.length === 1 ? "its one compiled file loads" : `all of its ${files.length} compiled files load`} there`;
    return [finding("note", owner, { what, where: filename, fix: "nothing to do: what its files need was read from them" })];
  }
  const what = `${owner.shown} is not for ${platformText(platform)}: its wheel is for ${tag}`;
  const fix = `use a wheel for ${isForPython ? `Linux with glibc 2.${platform.glibcMinor}, ${platform.machine}` : `Python ${platform.python}`}, or another release of it`;
  return [finding("error", owner, { what, where: filename, fix })];
}

function onPlatform(filename: string, platform: string): string {
  return `${filename.split("-").slice(0, -1).join("-")}-${platform}.whl`;
}
