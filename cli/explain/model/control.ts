import { figure } from "../../../lib/artifact/receipt/byte-figures";
import { managedRuntimes, pythonVersion } from "../../../lib/runtimes/managed-runtimes";
import type { ControlExplanation, ControlRow } from "./explanation";
import type { FunctionSources } from "./function-sources";

/** Who controls what, with the values of this very function. Of environment variables the names alone. */
export function controlOf(sources: FunctionSources): ControlExplanation {
  const { os, glibc } = managedRuntimes[sources.runtime];
  const image = sources.strategy === "image";
  const python = `Python ${pythonVersion(sources.runtime)}`;
  const base: ControlRow[] = [
    { what: "operating system", value: `${os}, glibc ${glibc}` },
    { what: python, value: "its patches" },
    { what: "boto3", value: "its version" },
  ];
  return {
    you: [
      ...ownRows(sources),
      ...(image
        ? [{ what: "base image", value: `which one, and when it is renewed: ${base.map(({ what }) => what).join(", ")}` }]
        : []),
    ],
    aws: [
      ...(image ? [] : base),
      { what: "containers", value: "when they start and stop, and how many there are" },
      { what: "network", value: sources.setting?.inVpc === true ? "the way into your VPC" : "a way to the internet" },
      { what: "scaling", value: "one container for each request under way" },
    ],
  };
}

function ownRows({ setting, source, zips, strategy, architecture, dependencies }: FunctionSources): ControlRow[] {
  const [own] = zips;
  const files = own === undefined ? [] : own.files.filter(({ origin }) => origin === "first-party");
  const code = own === undefined ? "" : `${figure(files.length)} ${files.length === 1 ? "file" : "files"}`;
  const rows: (ControlRow | undefined)[] = [
    { what: "code", value: [source, code].filter((part) => part !== undefined && part !== "").join(", ") },
    {
      what: "dependencies",
      value: `${strategy}${dependencies === undefined ? "" : dependencies.locked ? ", locked" : ", not locked"}`,
    },
    { what: "processor", value: architecture },
    ...(setting === undefined
      ? []
      : [
          row("handler", setting.handler),
          {
            what: "memory",
            value: `${figure(setting.memorySize ?? 128)} MB${setting.memorySize === undefined ? ", or what an apply knows" : ""}`,
          },
          {
            what: "timeout",
            value: `${figure(setting.timeout ?? 3)} seconds${setting.timeout === undefined ? ", or what an apply knows" : ""}`,
          },
          { what: "environment variables", value: setting.environment.map(({ name }) => name).join(", ") || "none" },
          { what: "rights", value: setting.rights.join("; ") || "not known before an apply" },
          { what: "who may call", value: setting.routes.length === 0 ? "whoever may invoke it" : setting.routes.join(", ") },
          { what: "logs", value: logsOf(setting.logGroup) },
        ]),
  ];
  return rows.filter((each) => each !== undefined);
}

function logsOf(group: NonNullable<FunctionSources["setting"]>["logGroup"]): string {
  if (group === undefined) return "a log group that AWS makes, kept for ever";
  return `${group.name ?? "a log group"}, ${group.retentionDays === undefined ? "kept for ever" : `kept for ${figure(group.retentionDays)} days`}`;
}

function row(what: string, value: string | undefined): ControlRow | undefined {
  return value === undefined ? undefined : { what, value };
}
