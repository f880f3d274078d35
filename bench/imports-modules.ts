import type { ShippedFile } from "../lib/artifact/build/zip-contents";

const identifier = /^[^\W\d]\w*$/u;
const module = /^(.+?)(?:\.py|(?:\.cpython-311-x86_64-linux-gnu|\.abi3)?\.so)$/;

/** What is importable of a distribution: each module and package at the top of what it ships, and below a folder without `__init__.py` each in it. */
export function topLevelModules(files: readonly Pick<ShippedFile, "path" | "origin">[], distribution: string): string[] {
  const paths = files.filter(({ origin }) => origin === distribution).map(({ path }) => path);
  return [...new Set(modulesBelow("", paths))].sort();
}

function modulesBelow(folder: string, paths: readonly string[]): string[] {
  const here = paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
  const prefix = folder.replaceAll("/", ".");
  const modules = here.flatMap((path) => (path.includes("/") ? [] : (module.exec(path)?.[1] ?? [])));
  const folders = [...new Set(here.flatMap((path) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : [])))];
  return [
    ...modules.filter((name) => identifier.test(name)).map((name) => `${prefix}${name}`),
    ...folders
      .filter((name) => identifier.test(name))
      .flatMap((name) =>
        here.includes(`${name}/__init__.py`) ? [`${prefix}${name}`] : modulesBelow(`${folder}${name}/`, paths),
      ),
  ];
}
