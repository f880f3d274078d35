import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type CloudFolder, temporaryFolder } from "./cloud-folder";
import { imagesFolder } from "./emulator";

/** How many containers of a function there are: for each, the emulator unpacks a ZIP into a folder, or an image's has a log. */
export function containersOf(folder: CloudFolder, functionName: string): number {
  const unpacked = namesIn(temporaryFolder(folder)).filter((name) => name.startsWith(`ministack-lambda-${functionName}-`));
  const logs = namesIn(join(imagesFolder(folder), "logs")).filter((name) => name.replace(/-\d+\.log$/, "") === functionName);
  return unpacked.length + logs.length;
}

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}
