/** What the file name of an extension module says it is made for. */
export interface ExtensionName {
  /** Path without what is said of the ABI: one module may be there for several Pythons. */
  readonly module: string;
  /** `cpython-312-x86_64-linux-gnu`, `cp312-win_amd64`, `abi3`; empty for a plain `.so`, which any Python tries to load. */
  readonly abi: string;
}

const compiledModule = /^(.*?)(?:\.((?:cpython|cp|pypy|graalpy)-?\d+[\w-]*|abi3t?))?\.(so|pyd)$/;

/** Whether a file name is that of an extension module of Python, beyond doubt. */
export function isExtensionModule(path: string): boolean {
  return (readExtensionName(path)?.abi ?? "") !== "";
}

/** Whether a path is that of a compiled module, for whatever system. */
export function isCompiledModule(path: string): boolean {
  return readExtensionName(path) !== undefined;
}

/** Reads the file name of a compiled module; undefined where it is none. */
export function readExtensionName(path: string): ExtensionName | undefined {
  const match = compiledModule.exec(path);
  return match === null ? undefined : { module: match[1] ?? "", abi: match[2] ?? "" };
}

/** `cpython-312-x86_64-linux-gnu` as a sentence has it. */
export function madeFor(abi: string): string {
  const [, kind = "", version = "", rest = ""] = /^([a-z]+)-?(\d*)(.*)$/.exec(abi) ?? [];
  const python = /^cp/.test(kind) ? `CPython ${version.slice(0, 1)}.${version.slice(1)}` : `${kind} ${version}`;
  const systems = { darwin: "macOS", win: "Windows", musl: "Linux with musl" };
  const system = Object.entries(systems).find(([word]) => rest.includes(word))?.[1];
  const machine = /aarch64|x86_64|i386|i686|armv7l|ppc64le|s390x/.exec(rest)?.[0];
  return [
    /^t\b/.test(rest) ? `free-threaded ${python}` : python,
    ...(system === undefined ? [] : [`on ${system}`]),
    ...(machine === undefined ? [] : [`on ${machine}`]),
  ].join(" ");
}
