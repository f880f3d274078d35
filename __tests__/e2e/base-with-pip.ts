import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeStandInBase } from "../../cli/local/image/stand-in-base";
import { digestOf } from "../../lib/artifact/image/digest";
import type { ImageManifest } from "../../lib/artifact/image/oci";
import { type HandMadeLayer, pushHandMade, type RunConfig } from "../cli/local/image/hand-made-image";
import { write } from "../lib/artifact/temporary-folder";
import type { ImageCloud } from "./image-cloud";

const environments = resolve(__dirname, "../../.local/environments");

/** Pushes the stand-in for AWS's base for python3.11 to where it is looked for, with a pip, which AWS's has too. */
export async function pushBaseWithPip(cloud: ImageCloud, folder: string): Promise<void> {
  const base = await makeStandInBase("python3.11", cloud.runtime, folder);
  const [descriptor] = (JSON.parse(base.manifest) as ImageManifest).layers;
  if (descriptor === undefined) throw new Error("the base has no layer");
  const { config } = JSON.parse(base.config) as { config: RunConfig };
  const layers = [
    { blob: Buffer.from(readFileSync(base.layer)), descriptor },
    pipLayer(descriptor.mediaType, join(folder, "pip")),
  ];
  await pushHandMade(await cloud.repository("lambda/python"), layers, config, "3.11");
}

/** The pip of a virtual environment of this machine: it is all Python, and runs on any. */
function pipLayer(mediaType: string, content: string): HandMadeLayer {
  const tools = readdirSync(environments).find((name) => name.startsWith("tools-")) ?? "";
  const [python = ""] = readdirSync(join(environments, tools, "lib"));
  const pip = join(environments, tools, "lib", python, "site-packages/pip");
  cpSync(pip, join(content, "var/lang/lib/python3.11/site-packages/pip"), { recursive: true });
  const program = join(content, "var/lang/bin/pip");
  write(content, { "var/lang/bin/pip": '#!/bin/sh\nexec /var/lang/bin/python3.11 -m pip "$@"\n' });
  execFileSync("chmod", ["755", program]);
  const file = `${content}.tar.gz`;
  execFileSync("tar", ["-czf", file, "--owner=0", "--group=0", "--exclude=__pycache__", "-C", content, "var"]);
  const blob = Buffer.from(readFileSync(file));
  return { blob, descriptor: { mediaType, digest: digestOf(blob), size: blob.length } };
}
