import { basename, dirname } from "node:path";
import type { Platform } from "./platform";

/**
 * The command that writes a lock anew for a platform. It names the platform, since the last synthesis may have been for another one.
 *
 * @param file the lock, as a person would name it
 */
export function relock({ runtime, architecture }: Pick<Platform, "runtime" | "architecture">, file: string): string {
  const words = ["lock anew: npm run lock --", dirname(file), "--runtime", runtime];
  if (architecture !== "x86_64") words.push("--architecture", architecture);
  if (basename(file).endsWith(".txt")) words.push("--form requirements");
  return words.join(" ");
}
