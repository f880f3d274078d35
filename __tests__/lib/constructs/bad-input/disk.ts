import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeWheel } from "../../artifact/wheel/make-wheel";
import type { BadInput } from "./bad-input";
import { indexed, lock } from "./lock";
import type { Project } from "./project";
import type { SynthesisOptions } from "./synthesis";

/**
 * A system that takes no more than 32 KB of a file: writing ends halfway, as on a full disk. Everybody can set such a limit; a small
 * disk is for root to mount.
 */
const noRoom = (): SynthesisOptions => ({ blocks: 64 });
const ownCache = "make room there, give yourself the right to write, or name another folder in LAMBDA_CONTAINER_CACHE";

/** Text that takes this many KB in a ZIP too. */
function kilobytes(count: number): string {
  return randomBytes(count * 1024).toString("hex");
}

function wheelOf(folder: string, name: string, size: number): string {
  return makeWheel(folder, { name, files: { [`${name}.txt`]: kilobytes(size) } });
}

/** Has the project need a distribution that lies beside it. */
function needing(size: number): (project: Project) => void {
  return (project) => {
    lock(project, { large: { path: wheelOf(project.folder, "large", size) } });
    project.write({ "report/requirements.txt": "large\n" });
  };
}

/** Disks that are full, and folders that cannot be written. */
export const badDisks: readonly BadInput[] = [
  {
    name: "no room for a wheel that is fetched",
    prepare: (project: Project): void => {
      wheelOf(project.shared.wheels, "fetched", 100);
      lock(project, { fetched: indexed(project, "fetched-1.0-py3-none-any.whl") });
      project.write({ "report/requirements.txt": "fetched\n" });
    },
    run: noRoom,
    says: {
      what: "fetched-1.0-py3-none-any.whl cannot be written into the cache: EFBIG: file too large, write",
      where: "report/requirements.txt:1",
      fix: "make room there, or name another folder in LAMBDA_CONTAINER_CACHE",
    },
  },
  {
    name: "no room for a copy of a wheel of this machine",
    prepare: needing(100),
    run: noRoom,
    says: {
      what: "the cache cannot be written: EFBIG: file too large, copyfile '~/large-1.0-py3-none-any.whl' -> '~/cache/v1/tmp/…'",
      where: "~/cache/v1/wheels/…/large-1.0-py3-none-any.whl",
      fix: ownCache,
    },
  },
  {
    name: "no room for the ZIP",
    files: { "report/data.txt": kilobytes(20) },
    prepare: needing(20),
    run: noRoom,
    says: {
      what: "the file cannot be written: EFBIG: file too large, write",
      where: "~/cache/v1/tmp/…/artifact.zip",
      fix: "make room, or give yourself the right to write there",
    },
  },
  {
    name: "no room for what is synthesized",
    files: { "report/requirements.txt": null },
    props: `environment: { TEXT: "x".repeat(100_000) }`,
    run: noRoom,
    says: {
      what: "the output folder cannot be written: EFBIG: file too large, write",
      where: "cdktf.out",
      fix: "make room, give yourself the right to write there, or remove what is in the way",
    },
  },
  {
    name: "a file where the cache's folder should be",
    prepare: (project: Project): void => {
      writeFileSync(join(project.folder, "cache"), "");
    },
    says: {
      what: "the cache cannot be written: ENOTDIR: not a directory, mkdir '~/cache/v1/tmp'",
      where: "~/cache/v1/tmp",
      fix: ownCache,
    },
  },
  {
    name: "a file where uv's cache should be",
    prepare: (project: Project): void => {
      writeFileSync(join(project.folder, "uv-cache"), "");
    },
    says: {
      what: "uv cannot write its cache: failed to create directory `~/uv-cache`: File exists …",
      where: "~/uv-cache",
      fix: "make room there, give yourself the right to write, or name another folder in UV_CACHE_DIR",
    },
  },
  {
    name: "a file where the output folder should be",
    prepare: (project: Project): void => {
      rmSync(project.path("cdktf.out"), { recursive: true });
      project.write({ "cdktf.out": "" });
    },
    says: {
      what: "the output folder cannot be written: ENOTDIR: not a directory, mkdir 'cdktf.out/.unfinished-…'",
      where: "cdktf.out",
      fix: "make room, give yourself the right to write there, or remove what is in the way",
    },
  },
];
