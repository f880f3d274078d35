/** A version by PEP 440: https://packaging.python.org/en/latest/specifications/version-specifiers/ */
export interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [letter: "a" | "b" | "rc", number: number] | undefined;
  readonly post: number | undefined;
  readonly dev: number | undefined;
  readonly local: readonly (string | number)[];
}

const pattern = new RegExp(
  [
    "^v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)",
    "(?:[-_.]?(?<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<preNumber>\\d*))?",
    "(?<post>-(?<bare>\\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\\d*))?",
    "(?<dev>[-_.]?dev[-_.]?(?<devNumber>\\d*))?",
    "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$",
  ].join(""),
);

const preLetters: Readonly<Record<string, "a" | "b" | "rc">> = { a: "a", alpha: "a", b: "b", beta: "b" };

/** Reads a version; undefined where the text is none. */
export function parseVersion(text: string): Version | undefined {
  const groups = pattern.exec(text.trim().toLowerCase())?.groups;
  if (groups === undefined) return undefined;
  const { epoch, release = "", pre, preNumber, post, bare, postNumber, dev, devNumber, local } = groups;
  return {
    epoch: Number(epoch ?? 0),
    release: release.split(".").map(Number),
    pre: pre === undefined ? undefined : [preLetters[pre] ?? "rc", Number(preNumber)],
    post: post === undefined ? undefined : Number(bare ?? postNumber),
    dev: dev === undefined ? undefined : Number(devNumber),
    local: (local ?? "").split(/[-_.]/).flatMap((part) => (part === "" ? [] : [/^\d+$/.test(part) ? Number(part) : part])),
  };
}

/** Negative, zero or positive, as the first version is before, equal to or after the second. */
export function compareVersions(a: Version, b: Version): number {
  return comparePublic(a, b) || compareLists(localKey(a), localKey(b));
}

/** As `compareVersions`, but blind to what follows a `+`. */
export function comparePublic(a: Version, b: Version): number {
  return a.epoch - b.epoch || compareRelease(a.release, b.release) || compareLists(suffixKey(a), suffixKey(b));
}

/** Compares release numbers, of which the shorter is filled up with zeros. */
export function compareRelease(a: readonly number[], b: readonly number[]): number {
  const longest = Math.max(a.length, b.length);
  for (let index = 0; index < longest; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A development release comes before any pre-release, a final one after those, a post-release last. */
function suffixKey({ pre, post, dev }: Version): number[] {
  const stage = pre !== undefined ? { a: 1, b: 2, rc: 3 }[pre[0]] : post === undefined && dev !== undefined ? 0 : 4;
  return [stage, pre?.[1] ?? 0, post ?? -1, dev ?? Number.POSITIVE_INFINITY];
}

/** Words come before numbers, nothing before anything. */
function localKey({ local }: Version): (string | number)[] {
  return local.flatMap((part) => (typeof part === "number" ? [2, part] : [1, part]));
}

function compareLists(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
