import { UserError } from "../../errors/user-error";

/** What a wheel's file name says. */
export interface WheelFilename {
  /** As written, with underscores: `python_dateutil`. */
  readonly distribution: string;
  /** {@link normalizedName} of it: `python-dateutil`. */
  readonly name: string;
  readonly version: string;
  /** Decides between two that are else alike. */
  readonly build: { readonly number: number; readonly suffix: string } | undefined;
  /** `py2.py3` is two. */
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

/**
 * Reads `numpy-2.2.6-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`; undefined where it is no wheel's name.
 *
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
 * @param filename without folders
 */
export function readWheelFilename(filename: string): WheelFilename | undefined {
  const parts = filename.endsWith(".whl") ? filename.slice(0, -".whl".length).split("-") : [];
  const [distribution = "", version = ""] = parts;
  const build = parts.length === 6 ? /^(\d+)(.*)$/.exec(parts[2] ?? "") : undefined;
  const [pythons = [], abis = [], platforms = []] = parts.slice(-3).map((tags) => tags.split("."));
  const isWheel =
    (parts.length === 5 || (parts.length === 6 && build !== null)) &&
    /^[a-z0-9](?:[\w.]*[a-z0-9])?$/i.test(distribution) &&
    /^[\w.!+]+$/.test(version) &&
    [...pythons, ...abis, ...platforms].every((tag) => /^\w+$/.test(tag));
  if (!isWheel) return undefined;
  return {
    distribution,
    name: normalizedName(distribution),
    version,
    build: build?.[1] === undefined ? undefined : { number: Number(build[1]), suffix: build[2] ?? "" },
    pythons,
    abis,
    platforms,
  };
}

/**
 * Reads a wheel's file name.
 *
 * @throws UserError if it is no wheel's
 */
export function parseWheelFilename(filename: string): WheelFilename {
  const read = readWheelFilename(filename);
  if (read !== undefined) return read;
  throw new UserError({
    what: `${filename} is not the name of a wheel`,
    fix: "a wheel is named name-version-python-abi-platform.whl, as in six-1.17.0-py2.py3-none-any.whl: give it its own name back",
  });
}

/** The one spelling of a distribution's name: `Zope.Interface` and `zope_interface` are `zope-interface`. PEP 503. */
export function normalizedName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}
