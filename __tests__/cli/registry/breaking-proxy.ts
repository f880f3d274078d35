import { connect, createServer, type AddressInfo } from "node:net";

/** Runs with a way to a port on this machine, on which each connection that sends so many bytes breaks, so many times. */
export async function withBreakingProxy<T>(
  port: number,
  { bytes, times }: { readonly bytes: number; readonly times: number },
  action: (url: URL, broken: () => number) => Promise<T>,
): Promise<T> {
  let broken = 0;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    let sent = 0;
    near.on("data", (piece) => {
      sent += piece.length;
      far.write(piece);
      if (sent < bytes || broken === times) return;
      broken += 1;
      near.destroy();
    });
    far.on("data", (piece) => near.write(piece));
    near.on("error", () => undefined).on("close", () => far.destroy());
    far.on("error", () => undefined).on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await action(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), () => broken);
  } finally {
    server.close();
  }
}
