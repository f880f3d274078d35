import type { WheelId } from "../cache/wheels";
import type { Architecture } from "./platform";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";

/** One distribution that goes into the container. */
export interface ResolvedDistribution {
  /** Normalised. */
  readonly name: string;
  readonly version: string;
  readonly wheel: ResolvedWheel;
}

/** The wheel a distribution comes from. Its address is kept apart, so that it is never written by accident. */
export interface ResolvedWheel extends WheelId {
  /** In bytes; undefined where the index does not say. */
  readonly size: number | undefined;
  /** From an index, from a file or address the manifest names, or built here from a folder. */
  readonly origin: "index" | "file" | "built";
}

/** Something the manifest itself asks for. */
export interface DirectRequirement {
  /** Normalised. */
  readonly name: string;
  /** `>=1,<2`; empty where any version will do. */
  readonly specifier: string;
  /** Relative to the manifest's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Everything a function needs, for one runtime and architecture. Holds no address and no path of this machine: it may be written. */
export interface Resolution {
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Whether a lock with hashes decided, so that any day and any machine resolves the same. */
  readonly locked: boolean;
  /** `not locked: another day may resolve differently`; undefined where it is locked. */
  readonly caveat: string | undefined;
  /** The manifest and its lock, as a person would name them. */
  readonly sources: readonly string[];
  /** By name. */
  readonly distributions: readonly ResolvedDistribution[];
  readonly direct: readonly DirectRequirement[];
}

/** A resolution with what is needed to fetch it, which may be secret and is never written. */
export interface Resolved {
  readonly resolution: Resolution;
  /** URL or absolute path by the wheel's sha256; one that was built has none. */
  readonly locations: ReadonlyMap<string, string>;
  /** Absolute, of the manifest's folder. */
  readonly folder: string;
  /** Absolute, of the folder that a wheel was built of, by the wheel's sha256. */
  readonly folders: ReadonlyMap<string, string>;
  /** URLs of indexes, as the manifest has them. */
  readonly indexUrls: readonly string[];
}
