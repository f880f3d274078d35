import type { UserError } from "../../errors/user-error";
import { asTable, type Table } from "../requirements/toml";
import { isDigest } from "./digest";
import type { Descriptor, ImageConfig, ImageManifest } from "./oci";

/** Makes the error for a text that is not what it should be. */
export type Refuse = (what: string) => UserError;

/**
 * Reads an image's manifest.
 *
 * @param refuse is told what is wrong, as the rest of a sentence about the manifest
 * @throws UserError for what is no JSON, the manifest of several platforms, docker's older schema, or something else
 */
export function parseManifest(text: string, refuse: Refuse): ImageManifest {
  const table = parseTable(text, refuse);
  if (Array.isArray(table.manifests)) throw refuse("is an index, which names a manifest for each platform, and not one of them");
  if (table.schemaVersion !== 2) throw refuse(`is of schema ${JSON.stringify(table.schemaVersion)}, and only 2 is known`);
  const { mediaType, config, layers } = table;
  if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor)) throw refuse("is not that of an image");
  return { schemaVersion: 2, ...(typeof mediaType === "string" ? { mediaType } : {}), config, layers };
}

/**
 * Reads an image's config. What this room does not know of it is there too.
 *
 * @param layers how many the manifest has
 * @throws UserError for what is no JSON, says no platform, or is about another number of layers
 */
export function parseConfig(text: string, layers: number, refuse: Refuse): ImageConfig {
  const table = parseTable(text, refuse);
  const { architecture, os, rootfs, history, config } = table;
  const ids = asTable(rootfs).diff_ids;
  const isOfImage = isPlatformWord(architecture) && isPlatformWord(os) && Array.isArray(ids) && ids.every(isDigestText);
  const hasShape = (history === undefined || Array.isArray(history)) && (config === undefined || isTable(config));
  if (!isOfImage || !hasShape) throw refuse("is not that of an image");
  if (ids.length !== layers) throw refuse(`differs from its manifest in the number of layers: ${ids.length} and ${layers}`);
  return table as unknown as ImageConfig;
}

function parseTable(text: string, refuse: Refuse): Table {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("is not JSON");
  }
  if (!isTable(value)) throw refuse("is no JSON object");
  return value;
}

/**
 * Whether a value of JSON is a word as platforms are named by, which a message can show as it is: `linux`, `amd64`.
 * https://go.dev/doc/install/source#environment
 */
export function isPlatformWord(value: unknown): value is string {
  return typeof value === "string" && /^[\w.-]+$/.test(value);
}

/** Whether a value of JSON points at a blob. */
export function isDescriptor(value: unknown): value is Descriptor {
  const { mediaType, digest, size } = asTable(value);
  return typeof mediaType === "string" && isDigestText(digest) && Number.isSafeInteger(size) && Number(size) >= 0;
}

function isDigestText(value: unknown): value is string {
  return typeof value === "string" && isDigest(value);
}

function isTable(value: unknown): value is Table {
  return asTable(value) === value;
}
