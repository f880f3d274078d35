import type { ImportTime } from "./import-facts";

/** Before this line on stderr nothing of the handler was imported. */
export const mark = "import proof: the handler's import begins";

/** The slowest imports that `-X importtime` tells of after the mark: each module's own time, without what it imports. */
export function slowestImports(stderr: string, most = 10): ImportTime[] {
  const text = stderr.slice(stderr.indexOf(mark) + mark.length);
  return [...text.matchAll(/^import time: +(\d+) \| +\d+ \| *(\S+)$/gm)]
    .map(([, microseconds, module = ""]) => ({ module, microseconds: Number(microseconds) }))
    .sort((a, b) => b.microseconds - a.microseconds)
    .slice(0, most)
    .map(({ module, microseconds }) => ({ module, milliseconds: Math.round(microseconds / 100) / 10 }));
}
