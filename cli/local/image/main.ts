import { join } from "node:path";
import { parseArgs } from "node:util";
import { Containers } from "./containers";
import { ImageServer } from "./image-server";
import { UnpackedImages } from "./unpack-image";

// The program of image-server-command.ts.
const option = { type: "string", default: "" } as const;
const { folder, emulator, python } = parseArgs({ options: { folder: option, emulator: option, python: option } }).values;
const containers = new Containers(new UnpackedImages(folder, emulator, python), emulator, join(folder, "logs"));

function stop(): void {
  containers.endAll();
  process.exit();
}

process.stdin.on("end", stop).resume();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
void ImageServer.listen(containers).then(({ url }) => {
  process.stdout.write(`${url}\n`);
});
