import { displayPath } from "../display-path";
import type { SelectedSource } from "../stage";

/** Where a person finds a function's own file, by its path in the artifact; undefined for what is not the function's own. */
export function shownPaths({ shipped }: SelectedSource): (path: string) => string | undefined {
  return (wanted) => {
    const file = shipped.find(({ path }) => path === wanted);
    return file === undefined ? undefined : displayPath(file.absolutePath);
  };
}
