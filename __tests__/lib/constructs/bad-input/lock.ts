import { basename, join } from "node:path";
import { readWheelFilename } from "../../../../lib/artifact/wheel/filename";
import { sha256Of } from "../../artifact/wheel/make-wheel";
import type { Project } from "./project";

/** A wheel as a lock names it. */
export interface LockedWheel {
  /** Absolute path of the wheel. */
  readonly path: string;
  /** A URL, or a path. @default where the wheel lies */
  readonly location?: string;
  /** @default the wheel's own */
  readonly sha256?: string;
}

/** A wheel of the index, and where that has it. */
export function indexed(project: Project, filename: string, how?: string): LockedWheel & { readonly location: string } {
  const { wheels, server } = project.shared;
  return { path: join(wheels, filename), location: server.index(how).replace(/simple$/, `files/${filename}`) };
}

/** What a good lock names. */
export function goodWheels(project: Project): { readonly tool: LockedWheel; readonly dep: LockedWheel } {
  return { tool: indexed(project, "tool-1.0-py3-none-any.whl"), dep: indexed(project, "dep-1.0-py3-none-any.whl") };
}

/** Writes `report/pylock.toml`. */
export function lock(project: Project, wheels: Readonly<Record<string, LockedWheel>>, head = 'lock-version = "1.0"'): void {
  const packages = Object.values(wheels).map(({ path, location = path, sha256 = sha256Of(path) }) => {
    const { name = "", version = "" } = readWheelFilename(basename(path)) ?? {};
    const key = location.startsWith("http") ? "url" : "path";
    const wheel = `wheels = [{ ${key} = "${location}", hashes = { sha256 = "${sha256}" } }]`;
    return `\n[[packages]]\nname = "${name}"\nversion = "${version}"\n${wheel}\n`;
  });
  project.write({ "report/pylock.toml": [`${head}\ncreated-by = "by hand"\n`, ...packages].join("") });
}
