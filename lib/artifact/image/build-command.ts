import { basename, dirname, relative } from "node:path";

/**
 * What a person is to run so that the images of the program that synthesizes are built: `npm run image -- --build` is of the project's own app, or of an
 * example.
 *
 * @param program its path. @default this process's
 * @param cwd the project's root. @default the current folder
 */
export function buildCommand(program: string = process.argv[1] ?? "", cwd: string = process.cwd()): string {
  const path = relative(cwd, program);
  const command = "npm run image -- --build";
  if (path === "main.ts") return command;
  if (/^examples[/\\][^/\\]+[/\\]main\.ts$/.test(path)) return `${command} --example ${basename(dirname(path))}`;
  return "synthesize with LAMBDA_CONTAINER_BUILD_IMAGES=1 in the environment";
}
