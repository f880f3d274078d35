import { pathToFileURL } from "node:url";

/** What the image server is told. */
export interface ImageServerOptions {
  /** For unpacked images and logs; the server's alone. Absolute. */
  readonly folder: string;
  /** The emulator's URL: its registry has the images, and functions call its services. */
  readonly emulator: string;
  /** An interpreter, 3.11 or newer. */
  readonly python: string;
}

/**
 * The command that runs the image server. It prints the URL that takes calls, and ends when its standard input does. The emulator's launcher
 * starts it when a function that is an image is called for the first time, so that whoever has none pays nothing.
 */
export function imageServerCommand({ folder, emulator, python }: ImageServerOptions): string[] {
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const options = ["--folder", folder, "--emulator", emulator, "--python", python];
  return [process.execPath, "--import", loader, require.resolve("./main.ts"), ...options];
}
