/**
 * Run in a process of its own: hands on what is sent to it, and keeps count of it in a file.
 *
 *     node --import tsx byte-meter.ts 127.0.0.1:5000 count.txt
 *
 * Prints the port it listens on.
 */
import { openSync, writeSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";

const [target = "", path = ""] = process.argv.slice(2);
const [host, port] = target.split(":");
const file = openSync(path, "w");
let bytes = 0;

const server = createServer((client) => {
  const upstream = connect(Number(port), host);
  client.on("data", (piece) => {
    bytes += piece.length;
    writeSync(file, `${bytes}\n`, 0);
  });
  client.pipe(upstream);
  upstream.pipe(client);
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const)
    one.on("error", () => other.destroy());
});
server.listen(0, "127.0.0.1", () => {
  console.log((server.address() as AddressInfo).port);
});
