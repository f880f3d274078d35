import type { ContainerPart, TimelineStep } from "../../../cli/explain/model/explanation";

export const limits = { directUploadLimit: 52_428_800, unzippedLimit: 262_144_000 };
export const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
export const system: ContainerPart = {
  ...{ holds: "system", from: "AWS", what: "Amazon Linux 2 (glibc 2.26)", origin: "AWS builds it and keeps it patched" },
  ...{ date: "2027-06-30", dated: "patched by AWS until" },
};
export const python: ContainerPart = {
  holds: "python",
  from: "AWS",
  what: "Python 3.11",
  at: "/var/lang",
  origin: "the managed runtime python3.11",
};
export const supplied: ContainerPart = {
  ...{ holds: "supplied", from: "AWS", what: "boto3 1.40.4 and what it needs", at: "/var/lang/lib/python3.11/site-packages" },
  ...{ origin: "AWS puts it there, at a version of its choosing", date: "2026-11-02", dated: "last seen in public" },
};

/** Measured where it says so, else not yet. */
export function timeline(where: string | undefined): TimelineStep[] {
  const steps = [
    {
      step: "synthesis",
      on: "your machine, or CI",
      what: "Terraform's configuration is written. No container is made.",
      milliseconds: 812,
    },
    { step: "plan", on: "your machine, or CI", what: "archive_file makes the ZIP.", milliseconds: 2_410 },
    { step: "upload", on: "your machine, or CI", what: "The ZIP goes to AWS, which keeps it." },
    { step: "created", on: "AWS", what: "The function exists. Still there is no container.", milliseconds: 9_120 },
    {
      step: "first request",
      on: "AWS",
      what: "AWS starts the container, unpacks the ZIP and imports the handler.",
      milliseconds: 1_310.4,
    },
    { step: "second request", on: "AWS", what: "The same container answers; nothing is unpacked or imported.", milliseconds: 38 },
  ] as const;
  return steps.map(({ step, on, what, ...time }) => {
    if (where === undefined || !("milliseconds" in time)) return { step, on, what, measured: "not yet" };
    return { step, on, what, milliseconds: time.milliseconds, measured: where };
  });
}
