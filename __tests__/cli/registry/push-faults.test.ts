import { digestOf } from "../../../lib/artifact/image/digest";
import { type FaultCase, lasting, passing } from "./fault-cases";
import { ownLayers } from "./made-image";
import { PushCase } from "./push-case";
import type { Fault } from "./registry-faults";

async function push(
  { of = "target", fault, registries = { source: {}, target: {} }, waits }: FaultCase,
  check: (push: PushCase) => Promise<void>,
): Promise<void> {
  await PushCase.with(registries, async (each) => {
    each[of].fail(fault);
    await check(each);
    if (waits !== undefined) expect(each.clock.waits).toEqual(waits);
    // Whatever happened: no manifest names what is not there.
    expect(each.store.missing).toEqual([]);
  });
}

test.each(passing)("passes, and the image arrives: $what", async (each) => {
  await push(each, async (running) => {
    await running.run();
    expect(running.store.manifest(running.image.digest)?.text).toBe(running.image.manifestText);
  });
});

test.each(lasting)("is one clear error: $what", async (each) => {
  await push(each, async (running) => {
    const error = await running.error();
    expect(error).toMatch(each.error ?? /never/);
    expect(error).not.toContain("canary");
  });
});

test.each(lasting.filter(({ of, fault }) => of === "source" || fault.method === "PATCH"))(
  "leaves no upload half-done: $what",
  async (each) => {
    await push(each, async (running) => {
      await running.error();
      expect(running.store.uploads.size).toBe(0);
    });
  },
);

test.each(lasting.filter(({ fault }) => fault.times === undefined))(
  "is overcome by pushing again, once it is mended: $what",
  async (each) => {
    await push({ ...each, waits: undefined }, async (running) => {
      expect(await running.error()).not.toBe("no error");
      await running.run();
      expect(running.store.manifest(running.image.digest)?.text).toBe(running.image.manifestText);
    });
  },
);

test("a message of the registry's that repeats a secret is told without it", async () => {
  const said = '{"errors":[{"code":"DENIED","message":"canary-token-1 is not AWS:canary-password"}]}';
  await PushCase.with({ source: {}, target: { login: "bearer" } }, async (running) => {
    running.target.fail({ method: "PUT", path: /manifests/, does: { kind: "status", status: 403, body: said } });
    const error = await running.error();
    expect(error).toContain("DENIED: *** is not");
    expect(error).not.toContain("canary");
  });
});

describe("after a lost connection", () => {
  const drop: Fault = { method: "PATCH", path: /upload-1\b/, does: { kind: "drop", bytes: 600_000 } };

  test("an upload goes on from what the registry kept", async () => {
    await PushCase.with({ source: {}, target: { keepsPieces: true } }, async (running) => {
      running.target.fail(drop);
      await running.run();
      const ranges = running.target.seen.filter(({ method }) => method === "PATCH").map(({ range }) => range);
      expect(ranges.filter((range) => range !== undefined)).toEqual(["600000-2499999"]);
      expect(running.target.requests("POST")).toHaveLength(5);
      expect(running.store.missing).toEqual([]);
    });
  });

  test("it begins anew where the registry does not know what it has, as ECR", async () => {
    await PushCase.with({ source: {}, target: { keepsPieces: true, likeEcr: true } }, async (running) => {
      running.target.fail(drop);
      await running.run();
      expect(running.target.seen.filter(({ range }) => range !== undefined)).toEqual([]);
      expect(running.target.requests("POST")).toHaveLength(6);
      expect(running.store.missing).toEqual([]);
    });
  });

  test("it begins anew where the registry refuses to go on", async () => {
    await PushCase.with({ source: {}, target: { keepsPieces: true } }, async (running) => {
      running.target.fail(drop);
      running.target.fail({
        method: "GET",
        path: /upload-1\b/,
        does: { kind: "status", status: 204, headers: { range: "0-9" } },
      });
      await running.run();
      expect(running.target.requests("POST")).toHaveLength(6);
      expect(running.store.blobs.has(digestOf(ownLayers[0]))).toBe(true);
      expect(running.store.missing).toEqual([]);
    });
  });
});
