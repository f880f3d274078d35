import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { write } from "../lib/artifact/temporary-folder";

const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const debian = "chromium-headless-shell";

/**
 * A Chromium: the one that CHROMIUM names, or on PATH, or Debian's, unpacked and not installed; undefined where there is none to be had.
 *
 * @param kept a folder in which Debian's is kept for the next time
 */
export function findChromium(kept: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [process.env["CHROMIUM"] ?? "", ...onPath].find((path) => path !== "" && existsSync(path));
  if (found !== undefined) return found;
  const program = join(kept, debian);
  return answers(program) ? program : fromDebian(kept);
}

/** With all the libraries that this machine lacks, as apt-get says. Where it knows no packages yet, it is told to look, into lists of its own. */
function fromDebian(kept: string): string | undefined {
  mkdirSync(dirname(kept), { recursive: true });
  const folder = mkdtempSync(`${kept}-`);
  const lists = ["-o", `Dir::State::lists=${join(folder, "lists")}`];
  try {
    if (!download(folder, [])) {
      mkdirSync(join(folder, "lists"));
      spawnSync("apt-get", [...lists, "update"], { stdio: "ignore" });
      if (!download(folder, lists)) return undefined;
    }
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
      spawnSync("dpkg", ["-x", file, "."], { cwd: folder, stdio: "ignore" });
      rmSync(join(folder, file));
    }
    rmSync(kept, { recursive: true, force: true });
    renameSync(folder, kept);
    return program(kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function download(folder: string, options: readonly string[]): boolean {
  const simulated = spawnSync("apt-get", [...options, "install", "--simulate", "--no-install-recommends", debian], {
    encoding: "utf8",
  });
  if (simulated.status !== 0) return false;
  const lacking = Array.from(simulated.stdout.matchAll(/^Inst (\S+)/gm), ([, name = ""]) => name);
  return spawnSync("apt-get", [...options, "download", ...lacking], { cwd: folder, stdio: "ignore" }).status === 0;
}

/** A script that starts it with the libraries beside it, and, where the machine has no fonts, with those too. */
function program(folder: string): string | undefined {
  const multiarch = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const libraries = ["", "nss", "pulseaudio"].flatMap((within) => [
    join(folder, "usr/lib", multiarch, within),
    join(folder, "lib", multiarch, within),
  ]);
  const fonts = existsSync("/etc/fonts/fonts.conf") ? "" : `export FONTCONFIG_FILE=${join(folder, "fonts.conf")}\n`;
  write(folder, {
    "fonts.conf": `<fontconfig><dir>${join(folder, "usr/share/fonts")}</dir><cachedir>${join(folder, "cache")}</cachedir></fontconfig>\n`,
    [debian]: `#!/bin/sh\n${fonts}LD_LIBRARY_PATH=${libraries.join(":")} exec ${join(folder, "usr/lib/chromium", debian)} "$@"\n`,
  });
  const script = join(folder, debian);
  chmodSync(script, 0o755);
  return answers(script) ? script : undefined;
}

function answers(program: string): boolean {
  return existsSync(program) && spawnSync(program, ["--version"], { timeout: 60_000 }).status === 0;
}
