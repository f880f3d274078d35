import { digestOf } from "../../../lib/artifact/image/digest";
import { baseLayers } from "./made-image";
import type { Registries } from "./push-case";
import type { Fault } from "./registry-faults";

/** One thing that goes wrong, in which registry, and what comes of it. */
export interface FaultCase {
  readonly what: string;
  /** @default target */
  readonly of?: "source" | "target";
  readonly fault: Fault;
  readonly registries?: Registries;
  /** What the error says; of one that has none the push succeeds. */
  readonly error?: RegExp;
  /** Milliseconds waited. @default not looked at */
  readonly waits?: readonly number[];
}

const layer = new RegExp(digestOf(baseLayers[0]));
const uploads = /uploads\/upload/;
const wrong = Buffer.from(baseLayers[0]).fill(0, 100, 200);
const otherDigest = `sha256:${"0".repeat(64)}`;
const status = (code: number, headers?: Record<string, string>): Fault["does"] => ({ kind: "status", status: code, headers });

/** What passes when it is tried again. */
export const passing: readonly FaultCase[] = [
  { what: "499, since not all arrived", fault: { method: "PATCH", path: uploads, does: status(499) }, waits: [500] },
  {
    what: "429 with seconds to wait",
    fault: { method: "PATCH", path: uploads, does: status(429, { "retry-after": "7" }) },
    waits: [7_000],
  },
  {
    what: "429 with a date to wait for",
    fault: { method: "HEAD", path: /blobs/, does: status(429, { "retry-after": "Sun, 01 Nov 2026 12:00:09 GMT" }) },
    waits: [9_000],
  },
  {
    what: "429 with too long to wait",
    fault: { method: "HEAD", path: /blobs/, does: status(429, { "retry-after": "9999" }) },
    waits: [60_000],
  },
  { what: "500 twice", fault: { method: "PUT", path: /manifests/, times: 2, does: status(500) }, waits: [500, 2_000] },
  { what: "502 when an upload begins", fault: { method: "POST", path: /uploads/, does: status(502) }, waits: [500] },
  {
    what: "503 three times",
    fault: { method: "GET", path: /manifests/, times: 3, does: status(503) },
    waits: [500, 2_000, 8_000],
  },
  { what: "504 when an upload is finished", fault: { method: "PUT", path: uploads, does: status(504) }, waits: [500] },
  { what: "503 for a base's layer", of: "source", fault: { method: "GET", path: layer, does: status(503) }, waits: [500] },
  { what: "a connection lost in a layer", fault: { method: "PATCH", path: uploads, does: { kind: "drop", bytes: 1_000_000 } } },
  { what: "a connection lost before a layer", fault: { method: "PATCH", path: uploads, does: { kind: "drop", bytes: 0 } } },
  {
    what: "a connection lost in a base's layer",
    of: "source",
    fault: { method: "GET", path: layer, does: { kind: "drop", bytes: 70_000 } },
  },
  {
    what: "a connection lost in the config",
    fault: { method: "PUT", path: uploads, times: 2, does: { kind: "drop", bytes: 10 } },
  },
  { what: "no word that a blob was taken", fault: { method: "PUT", path: uploads, does: { kind: "silent" } }, waits: [500] },
  {
    what: "no word that the manifest was taken",
    fault: { method: "PUT", path: /manifests/, does: { kind: "silent" } },
    waits: [500],
  },
  { what: "a question lost", fault: { method: "HEAD", path: /blobs/, does: { kind: "drop", bytes: 0 } }, waits: [500] },
  { what: "a beginning lost", fault: { method: "POST", path: /uploads/, does: { kind: "drop", bytes: 0 } }, waits: [500] },
  {
    what: "a login that ends in a layer",
    fault: { method: "PATCH", path: uploads, does: { kind: "logout" } },
    registries: { source: {}, target: { login: "bearer" } },
    waits: [],
  },
  {
    what: "a login that ends before the manifest",
    fault: { method: "PUT", path: /manifests/, does: { kind: "logout" } },
    registries: { source: {}, target: { login: "bearer" } },
    waits: [],
  },
  {
    what: "a token service that is busy",
    fault: { method: "GET", path: /^\/token/, does: status(503) },
    registries: { source: {}, target: { login: "bearer" } },
    waits: [500],
  },
];

/** What does not. */
export const lasting: readonly FaultCase[] = [
  {
    what: "503 again and again",
    fault: { method: "PATCH", path: uploads, times: 99, does: status(503) },
    error:
      /^UserError\nthe registry does not take sha256:\w{12}: status 503, SOME_CODE: some message \(tried 4 times\)\n {2}where: TARGET\/team\/chat\n {2}fix: {3}run the same command again later$/,
  },
  {
    what: "429 again and again",
    of: "source",
    fault: { method: "GET", path: layer, times: 99, does: status(429) },
    error:
      /the registry does not give sha256:\w{12}: status 429.*tried 4 times\)\n {2}where: SOURCE\/lambda\/python\n {2}fix: {3}wait some minutes/,
  },
  {
    what: "connections lost again and again",
    fault: { method: "PATCH", path: uploads, times: 99, does: { kind: "drop", bytes: 500_000 } },
    error: /the registry does not take sha256:\w{12}: the connection was lost \(.+\) \(tried 4 times\)[\s\S]+check the network/,
  },
  {
    what: "a base's layer cut short again and again",
    of: "source",
    fault: { method: "GET", path: layer, times: 99, does: { kind: "drop", bytes: 70_000 } },
    error: /the registry does not give sha256:\w{12}: the connection was lost \(.+\) \(tried 4 times\)\n {2}where: SOURCE/,
  },
  ...[400, 403, 404, 405, 413].map((code): FaultCase => ({
    what: `${code} for a layer`,
    fault: { method: "PATCH", path: uploads, does: status(code) },
    error: new RegExp(
      `the registry refuses to take sha256:\\w{12}: status ${code}, SOME_CODE: some message\\n {2}where: TARGET/team/chat\\n {2}fix: {3}\\w`,
    ),
    waits: [],
  })),
  {
    what: "403 for the manifest",
    fault: { method: "PUT", path: /manifests/, does: status(403) },
    error: /the registry refuses to take the manifest sha256-\w{12}: status 403/,
    waits: [],
  },
  {
    what: "an answer in HTML",
    fault: {
      method: "PUT",
      path: /manifests/,
      does: { ...status(400), headers: { "content-type": "text/html" } } as Fault["does"],
    },
    error: /take the manifest sha256-\w{12}: status 400\n/,
  },
  {
    what: "401 whoever asks",
    fault: { method: "GET", path: /^\/token/, times: 99, does: status(401) },
    registries: { source: {}, target: { login: "bearer" } },
    error:
      /the registry refuses to give a token to those who ask: status 401.+\n {2}where: TARGET\/team\/chat\n {2}fix: {3}use a login/,
    waits: [],
  },
  {
    what: "wrong bytes of a base's layer",
    of: "source",
    fault: { method: "GET", path: layer, does: { kind: "content", content: wrong } },
    error:
      /the registry was to give sha256:\w{12}, and it is sha256:\w{64}\n {2}where: SOURCE\/lambda\/python\n {2}fix: {3}do not use it/,
    waits: [],
  },
  {
    what: "more bytes of a base's layer",
    of: "source",
    fault: { method: "GET", path: layer, does: { kind: "content", content: Buffer.concat([baseLayers[0], Buffer.from("x")]) } },
    error: /and it has more than the 2500000 bytes that its manifest says/,
    waits: [],
  },
  {
    what: "fewer bytes of a base's layer",
    of: "source",
    fault: { method: "GET", path: layer, does: { kind: "content", content: baseLayers[0].subarray(1) } },
    error: /and it has 2499999 bytes, and its manifest says 2500000/,
    waits: [],
  },
  {
    what: "a lie about a blob",
    fault: { method: "PUT", path: uploads, does: { kind: "lie", digest: otherDigest } },
    error: /the registry was to finish taking sha256:\w{12}, and calls it sha256:0{64}/,
    waits: [],
  },
  {
    what: "a lie about the manifest",
    fault: { method: "PUT", path: /manifests/, does: { kind: "lie", digest: otherDigest } },
    error: /the registry was to take the manifest sha256-\w{12}, and calls sha256:0{64} what is sha256:/,
    waits: [],
  },
];
