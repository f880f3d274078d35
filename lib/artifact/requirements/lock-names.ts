/** In which form a lock is written: as pylock.toml, or as requirements with hashes, which name no address. */
export type LockForm = "pylock" | "requirements";

/** What the name of a lock says of it. */
export interface NamedLock {
  readonly form: LockForm;
  /** `prod` of `pylock.prod.toml` and `prod.lock.txt`; undefined for `pylock.toml`. */
  readonly stem: string | undefined;
}

/** What a file's name says of it, if it is that of a lock; undefined if it is another's. */
export function namedLock(name: string): NamedLock | undefined {
  const [pylock, stem] = /^pylock(?:\.([^.]+))?\.toml$/.exec(name) ?? [];
  if (pylock !== undefined) return { form: "pylock", stem };
  const [requirements, ownStem] = /^(.+)\.lock\.txt$/.exec(name) ?? [];
  return requirements === undefined ? undefined : { form: "requirements", stem: ownStem };
}

/**
 * The name of the lock that is made from a manifest, and lies beside it. `requirements.txt` and `pyproject.toml` have the plain names,
 * `pylock.toml` and `requirements.lock.txt`; any other has its own in them, as in `pylock.prod.toml` for `prod.txt`.
 */
export function lockName(manifest: string, form: LockForm): string {
  const isPlain = manifest === "requirements.txt" || manifest === "pyproject.toml";
  const stem = isPlain ? "requirements" : manifest.replace(/\.(?:txt|in)$/, "");
  if (form === "requirements") return `${stem}.lock.txt`;
  return isPlain ? "pylock.toml" : `pylock.${stem.replaceAll(".", "-")}.toml`;
}

/** The names of the manifests that a lock of this stem may be made from, the likeliest first. */
export function manifestNames({ stem }: NamedLock): string[] {
  return stem === undefined ? [] : [`${stem}.txt`, `${stem}.in`];
}
