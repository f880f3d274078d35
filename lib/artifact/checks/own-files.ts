import { displayPath } from "../display-path";
import type { ShippedFile } from "../build/zip-contents";
import type { SelectedSource } from "../stage";
import type { CheckedFunction } from "./check-function";

/** Where a person finds a function's own file, by its path in the artifact; undefined for what is not the function's own. */
export function shownPaths({ shipped }: SelectedSource): (path: string) => string | undefined {
  return (wanted) => {
    const file = shipped.find(({ path }) => path === wanted);
    return file === undefined ? undefined : displayPath(file.absolutePath);
  };
}

/** What is in a function's own ZIP; where Terraform makes it, that is the function's own files. */
export function filesOfCode({
  code,
  selected,
}: Pick<CheckedFunction, "code" | "selected">): readonly Pick<ShippedFile, "path" | "origin">[] {
  return code?.contents.files ?? selected.shipped.map(({ path }) => ({ path, origin: "first-party" }));
}
