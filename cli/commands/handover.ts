import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { displayPath, shownText } from "../../lib/artifact/display-path";
import { size } from "../../lib/artifact/receipt/byte-figures";
import { hashFile } from "../../lib/artifact/zip/file-hash";
import { withFile } from "../../lib/artifact/zip/read-range";
import { throwIfAny, UserError } from "../../lib/errors/user-error";
import { planName } from "../delivery/handover-manifest";
import { packHandover } from "../delivery/pack-handover";
import { plannedUploads } from "../delivery/planned-uploads";
import { unpackHandover } from "../delivery/unpack-handover";
import { verifyPlan } from "../delivery/verify-plan";
import { shellWord } from "../process/run";
import { readPlan } from "../terraform/read-plan";
import { type Command, type Io, UsageError } from "./command";
import { namedPlan, receiptIn } from "./verify";

/** Plan here, apply there. */
export const handover: Command = {
  name: "handover",
  summary: "one archive of a saved plan and all that applying it elsewhere needs; and the way back",
  usage: [
    "npm run handover -- STACK_DIR PLAN [--out FILE] [--allow-replace ADDRESS …]      FILE is handover.zip where none is named",
    "       npm run handover -- --unpack FILE DIR --sha256 HEX      DIR is new; HEX is what the first command printed",
  ].join("\n"),
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        out: { type: "string", default: "handover.zip" },
        "allow-replace": { type: "string", multiple: true, default: [] },
        unpack: { type: "string" },
        sha256: { type: "string" },
      },
      allowPositionals: true,
    });
    const mask = process.umask(0o077); // A plan has the values of sensitive variables in clear.
    try {
      if (values.unpack !== undefined) return unpack(resolve(values.unpack), positionals, values.sha256, io);
      if (values.sha256 !== undefined) throw new UsageError("--sha256 goes with --unpack");
      return await pack(resolve(values.out), positionals, values["allow-replace"], io);
    } finally {
      process.umask(mask);
    }
  },
};

async function pack(output: string, positionals: readonly string[], allowed: readonly string[], io: Io): Promise<number> {
  const { directory, plan: path } = namedPlan(positionals);
  if (path.endsWith(".json")) throw new UsageError("name a saved plan: Terraform applies no JSON");
  const plan = await readPlan(path, { directory, env: io.env });
  const receipt = receiptIn(directory);
  throwIfAny(verifyPlan(plan, { directory, allowed, ...(receipt === undefined ? {} : { receipt }) }).complaints);
  const planned = plannedUploads(plan).filter((upload) => upload.is === "file");
  const { sha256, bytes, files } = packHandover(output, { directory, plan: path, planned });
  for (const file of files) io.err(`  ${shownText(file.path)}   ${size(file.bytes)}`);
  io.err(`${displayPath(output)}   ${size(bytes)}`);
  io.err(
    "It may hold secrets: a saved plan has the values of sensitive variables in clear. Keep it where only those may read it who may apply it.",
  );
  io.out(sha256);
  return 0;
}

function unpack(archive: string, positionals: readonly string[], wanted: string | undefined, io: Io): number {
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError("name an archive and the folder to unpack it to");
  if (wanted === undefined)
    throw new UsageError(
      "say --sha256 HEX, as the first command printed it: an archive that somebody made anew agrees with its own list",
    );
  const { sha256 } = withFile(archive, hashFile);
  if (wanted.toLowerCase() !== sha256) {
    throw new UserError({
      what: `it is another archive than the one that was handed over: its sha256 is ${sha256}`,
      where: displayPath(archive),
      fix: "apply nothing of it; ask for the right one",
    });
  }
  const output = resolve(folder);
  const { files } = unpackHandover(archive, output);
  io.err(`${files.length} files are as they were handed over, and what the plan uploads is as planned. Next:`);
  const directory = shellWord(displayPath(output));
  io.out(`terraform -chdir=${directory} init`);
  io.out(`npm run verify -- ${directory} ${planName}`);
  io.out(`terraform -chdir=${directory} apply ${planName}`);
  return 0;
}
