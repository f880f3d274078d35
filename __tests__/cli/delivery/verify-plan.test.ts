import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KnownReceipt } from "../../../cli/delivery/receipt-side";
import type { Verification } from "../../../cli/delivery/verification";
import { verificationText } from "../../../cli/delivery/verification-text";
import { verifyPlan } from "../../../cli/delivery/verify-plan";
import { complaintText } from "../../../lib/errors/user-error";
import { makeZip } from "../../lib/artifact/inspect/make-zip";
import { type MadeFiles, receiptOf } from "../../lib/artifact/receipt/made-receipt";
import { inTemporaryFolder, makeFifo } from "../../lib/artifact/temporary-folder";
import { type MadeResource, planOf } from "./made-plan";

const zipOf = (files: Readonly<Record<string, string>>): Buffer =>
  makeZip(Object.entries(files).map(([name, content]) => ({ name, content })));
const sha256 = (content: Buffer, encoding: "base64" | "hex" = "base64"): string =>
  createHash("sha256").update(content).digest(encoding);

const path = "lambda_packages/chat_function.zip";
const code = { "index.py": "x = 1\n" };
const planned = zipOf(code);
const altered = zipOf({ ...code, "evil.py": "import os\n" });
const chat: MadeResource = { values: { filename: `./${path}`, source_code_hash: sha256(planned) } };

interface Case {
  readonly resources: Readonly<Record<string, MadeResource>>;
  readonly files?: Readonly<Record<string, Buffer | string>>;
  readonly receipt?: KnownReceipt;
  readonly allowed?: readonly string[];
  readonly plan?: object;
}

function verify({ resources, files = {}, receipt, allowed = [], plan = {} }: Case): Verification {
  return inTemporaryFolder((directory) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    return verifyPlan({ ...planOf(resources), ...plan }, { directory, allowed, ...(receipt === undefined ? {} : { receipt }) });
  });
}

function complaints(verified: Case): string[] {
  return verify(verified).complaints.map(complaintText);
}

/** A receipt of the function `chat`, spliced, whose hash is that of the ZIP. */
function spliced(zip: Buffer, files: MadeFiles = code): KnownReceipt {
  const { functions, zips } = receiptOf({ chat: { files } });
  return { functions, zips: zips.map((each) => (each.madeBy === "splice" ? { ...each, sha256: sha256(zip, "hex") } : each)) };
}

const archived = receiptOf({ chat: { strategy: "runtime", files: code } });

describe("a file that is the planned one", () => {
  test.each([
    ["without a receipt", undefined],
    ["with a receipt that has its hash", spliced(planned)],
    ["with a receipt that has its content alone", archived],
  ])("may be applied, %s", (_, receipt) => {
    const resources = { "aws_lambda_function.chat": chat };
    const verified = verify({ resources, files: { [path]: planned }, ...(receipt === undefined ? {} : { receipt }) });
    expect(verified.complaints).toEqual([]);
    expect(verificationText(verified)).toBe(
      [
        `${path}   sha256 ${sha256(planned)}, as planned${receipt === undefined ? "" : ", and in the receipt"}   (aws_lambda_function.chat)`,
        "nothing that holds data is deleted or replaced",
      ].join("\n"),
    );
  });

  test.each([
    ["etag", "md5", ", as planned by its md5 alone, which other files may have"],
    ["source_hash", "sha512", ", as planned   ("],
  ])("is said to be so by what the plan has of it: %s, a %s", (argument, algorithm, said) => {
    const values = { source: "f.zip", [argument]: createHash(algorithm).update(planned).digest("hex") };
    const verified = verify({ resources: { "aws_s3_object.o": { values } }, files: { "f.zip": planned } });
    expect(verificationText(verified)).toContain(said);
  });

  test.each([
    ["filemd5 as the etag of an object", { etag: createHash("md5").update(planned).digest("hex") }],
    ["filesha512 as the source_hash of an object", { source_hash: createHash("sha512").update(planned).digest("hex") }],
    [
      "a source_hash that is a version, beside an etag",
      { source_hash: "v7", etag: createHash("md5").update(planned).digest("hex") },
    ],
  ])("is told by %s", (_, hashes) => {
    const resources = { "aws_s3_object.o": { values: { source: "f.zip", ...hashes } } };
    expect(complaints({ resources, files: { "f.zip": planned } })).toEqual([]);
    expect(complaints({ resources, files: { "f.zip": altered } })).toEqual([
      expect.stringMatching(/^f\.zip is another file than the planned one\n/) as string,
    ]);
  });
});

describe("a file that is not the planned one", () => {
  const resources = { "aws_lambda_function.chat": chat };

  test("is named with both hashes, and what changed inside", () => {
    expect(complaints({ resources, files: { [path]: altered }, receipt: archived })).toEqual([
      [
        `${path} is another file than the planned one`,
        `  planned  ${sha256(planned)}   aws_lambda_function.chat.source_code_hash`,
        `  is here  ${sha256(altered)}   its sha256`,
        "  against its receipt:",
        `    ${path} changed: evil.py came (+10 bytes)`,
        "  where: aws_lambda_function.chat",
        "  fix:   put the planned file back; or, if it is right as it is, plan anew, and have that plan looked at",
      ].join("\n"),
    ]);
  });

  test.each<[string, Buffer, KnownReceipt | undefined, string]>([
    ["no receipt", altered, undefined, "no receipt says what was in the planned one"],
    [
      "a receipt of the planned one",
      altered,
      spliced(planned),
      "  against its receipt:\n    .*: evil\\.py came \\(\\+10 bytes\\)",
    ],
    ["a receipt of the one that is here", altered, spliced(altered), "are of another synthesis than the plan"],
    ["a receipt of a third one", altered, spliced(zipOf({}), {}), "which is not of the planned file either:"],
    [
      "the same content, packed anew",
      makeZip([{ name: "index.py", content: "x = 1\n", stored: true }]),
      spliced(planned),
      "content does not",
    ],
    ["what is no ZIP any more", planned.subarray(0, 40), archived, "chat_function\\.zip is damaged"],
    ["an empty file", Buffer.alloc(0), archived, "chat_function\\.zip is damaged"],
  ])("says what is known of it with %s", (_, zip, receipt, said) => {
    const [complaint, ...others] = complaints({
      resources,
      files: { [path]: zip },
      ...(receipt === undefined ? {} : { receipt }),
    });
    expect(complaint).toMatch(new RegExp(`^${path} is another file than the planned one\n(?:.*\n)*.*${said}`));
    expect(others).toEqual([]);
  });

  test("may be missing", () => {
    expect(complaints({ resources })).toEqual([
      expect.stringContaining(`${path} is not there, and the plan uploads it: planned is ${sha256(planned)}`) as string,
    ]);
  });

  test("may be a folder", () => {
    expect(complaints({ resources, files: { [`${path}/x`]: "" } })).toEqual([
      expect.stringContaining(`${path} cannot be read (it is no file)`) as string,
    ]);
  });

  test("may be a pipe, for which nobody waits", () => {
    inTemporaryFolder((directory) => {
      makeFifo(join(directory, "f.zip"));
      const plan = planOf({ "aws_lambda_function.f": { values: { filename: "f.zip", source_code_hash: sha256(planned) } } });
      expect(verifyPlan(plan, { directory, allowed: [] }).complaints).toMatchObject([
        { what: expect.stringContaining("no file") as string },
      ]);
    });
  });

  test("is looked for where the system would open it, past a link and up again", () => {
    inTemporaryFolder((directory) => {
      mkdirSync(join(directory, "elsewhere/below"), { recursive: true });
      symlinkSync("elsewhere/below", join(directory, "link"));
      writeFileSync(join(directory, "f.zip"), planned);
      writeFileSync(join(directory, "elsewhere/f.zip"), altered);
      const plan = planOf({
        "aws_lambda_function.f": { values: { filename: "link/../f.zip", source_code_hash: sha256(planned) } },
      });
      expect(verifyPlan(plan, { directory, allowed: [] }).files[0]?.sha256).toBe(sha256(altered));
    });
  });

  test("is named once, with all that it is for", () => {
    const many = Object.fromEntries([0, 1, 2, 3, 4].map((index) => [`aws_lambda_function.f[${index}]`, chat]));
    expect(complaints({ resources: many, files: { [path]: altered } })).toEqual([
      expect.stringContaining(
        "where: aws_lambda_function.f[0], aws_lambda_function.f[1], aws_lambda_function.f[2] and 2 more",
      ) as string,
    ]);
  });
});

test.each<[string, MadeResource, string]>([
  [
    "that only the apply knows",
    { values: { filename: "f.zip" }, pending: ["source_code_hash"] },
    "only the apply knows aws_lambda_function.f.source_code_hash",
  ],
  ["that nobody configured", { values: { filename: "f.zip" } }, "which has no hash of it; here is one with the sha256"],
  ["that is none", { values: { filename: "f.zip", source_code_hash: "v1" } }, "which has no hash of it"],
])("a file with a hash %s cannot be verified", (_, resource, said) => {
  expect(complaints({ resources: { "aws_lambda_function.f": resource }, files: { "f.zip": planned } })).toEqual([
    expect.stringContaining(said) as string,
  ]);
});

test("a file whose path only the apply knows cannot be verified", () => {
  expect(complaints({ resources: { "aws_lambda_function.f": { pending: ["filename"] } } })).toEqual([
    expect.stringContaining("which file it uploads cannot be told") as string,
  ]);
});

describe("a receipt that is of another synthesis than the plan", () => {
  const resources = { "aws_lambda_function.chat": chat };

  test.each<[string, KnownReceipt, string]>([
    ["another hash", spliced(altered), "is as planned, and not what the receipt (artifacts.json) says: its sha256 is"],
    [
      "another content",
      receiptOf({ chat: { strategy: "runtime", files: { "index.py": "x = 2\n" } } }),
      "is as planned, and not what the receipt (artifacts.json) says\n    ",
    ],
    [
      "another ZIP",
      { functions: archived.functions.map((fn) => ({ ...fn, zips: ["other.zip"] })), zips: [] },
      `the plan uploads ./${path} for it, and the receipt (artifacts.json) has other.zip`,
    ],
    [
      "an image",
      { functions: archived.functions.map((fn) => ({ ...fn, zips: [], image: image("sha256:1") })), zips: [] },
      "has an image",
    ],
  ])("is told where it has %s", (_, receipt, said) => {
    expect(complaints({ resources, files: { [path]: planned }, receipt })).toEqual([expect.stringContaining(said) as string]);
  });

  test("says nothing of functions that it does not know", () => {
    const other = { "aws_lambda_function.other": { values: { filename: "o.zip", source_code_hash: sha256(altered) } } };
    const verified = verify({ resources: other, files: { "o.zip": altered }, receipt: archived });
    expect([verified.complaints, verified.files[0]?.asInReceipt]).toEqual([[], undefined]);
  });
});

function image(digest: string): NonNullable<KnownReceipt["functions"][number]["image"]> {
  const base = { name: "lambda/python:3.11", digest: "sha256:0", platform: "linux/amd64" } as const;
  return { repository: "demo-chat", digest, layout: "images/chat", handler: "index.handler", base };
}

describe("an image", () => {
  const receipt = { functions: archived.functions.map((fn) => ({ ...fn, zips: [], image: image("sha256:1") })), zips: [] };
  const resource = (uri?: string): Record<string, MadeResource> => ({
    "aws_lambda_function.chat": { values: { package_type: "Image", ...(uri === undefined ? {} : { image_uri: uri }) } },
  });

  test.each<[string, string | undefined, readonly string[]]>([
    ["of the receipt may be applied", "registry/demo-chat@sha256:1", []],
    [
      "of another digest may not",
      "registry/demo-chat@sha256:2",
      ["the image registry/demo-chat@sha256:2, and the receipt (artifacts.json) has demo-chat@sha256:1"],
    ],
    ["of another repository may not", "registry/x-demo-chat@sha256:1", ["registry/x-demo-chat@sha256:1"]],
    ["by a tag may not", "registry/demo-chat:latest", ["registry/demo-chat:latest"]],
    ["that only the apply knows may not", undefined, ["an image that only the apply knows"]],
  ])("%s", (_, uri, said) => {
    expect(complaints({ resources: resource(uri), receipt })).toEqual(
      said.map((text) => expect.stringContaining(text) as string),
    );
  });

  test("of which no receipt says anything is left to others, and said so", () => {
    expect(verificationText(verify({ resources: resource("registry/x:1") }))).toContain(
      "not verified: aws_lambda_function.chat runs registry/x:1, of which no receipt says anything",
    );
  });
});

describe("what holds data", () => {
  const resources: Record<string, MadeResource> = {
    "aws_cloudwatch_log_group.l": { actions: ["delete", "create"], change: { replace_paths: [["name"]] } },
    "aws_s3_bucket.b": { actions: ["delete"] },
  };

  test("is deleted or replaced by no plan", () => {
    expect(complaints({ resources })).toEqual([
      "aws_cloudwatch_log_group.l is replaced, since name cannot be changed otherwise; what goes with it: its log events\n" +
        "  fix:   leave it as it is; or, if that is what you want: --allow-replace 'aws_cloudwatch_log_group.l'",
      expect.stringContaining("aws_s3_bucket.b is deleted; what goes with it") as string,
    ]);
  });

  test("goes where each address was allowed, and no other", () => {
    expect(complaints({ resources, allowed: ["aws_cloudwatch_log_group.l"] })).toHaveLength(1);
    const verified = verify({ resources, allowed: Object.keys(resources) });
    expect([verified.complaints, verificationText(verified)]).toEqual([
      [],
      "the plan uploads nothing\naws_cloudwatch_log_group.l is replaced, as you allowed\naws_s3_bucket.b is deleted, as you allowed",
    ]);
  });
});

test("a plan that ended with an error is refused, since Terraform saves it all the same", () => {
  expect(complaints({ resources: {}, plan: { errored: true } })).toEqual([
    expect.stringContaining("ended with an error") as string,
  ]);
});

test("a plan without changes uploads nothing, and may be applied", () => {
  const verified = verify({ resources: { "aws_lambda_function.chat": { ...chat, actions: ["no-op"] } } });
  expect([verified.complaints, verificationText(verified)]).toEqual([
    [],
    "the plan uploads nothing\nnothing that holds data is deleted or replaced",
  ]);
});

test("names of strangers reach a terminal without its controls", () => {
  const evil = "\u001B[2K\u202Ef.zip";
  const resources: Record<string, MadeResource> = {
    [`aws_lambda_function.f["${evil}"]`]: { values: { filename: evil, source_code_hash: evil } },
    [`aws_s3_bucket.b["${evil}"]`]: { actions: ["delete"], change: { replace_paths: [[evil]] } },
    "aws_lambda_function.i": { values: { image_uri: evil } },
    "aws_lambda_function.s": { values: { s3_bucket: evil, s3_key: evil } },
    "aws_lambda_function.g": { values: { filename: "g.zip", source_code_hash: sha256(planned) } },
  };
  const zip = zipOf({ ["a\u202E.py"]: "" });
  const { functions, zips } = receiptOf({ g: { strategy: "runtime", files: code } });
  const receipt = {
    functions: functions.map((fn) => ({ ...fn, zips: ["g.zip"] })),
    zips: zips.map((each) => ({ ...each, path: "g.zip" })),
  };
  const verified = verify({ resources, files: { "g.zip": zip }, receipt });
  const said = [verificationText(verified), ...verified.complaints.map(complaintText)].join("\n");
  expect(said).toContain("\\x1b[2K\\u202ef.zip");
  expect(said.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
