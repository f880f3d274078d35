import { join } from "node:path";
import { sha256Of } from "../../artifact/wheel/make-wheel";
import type { BadInput } from "./bad-input";
import type { Project } from "./project";

const requirements = (text: string): BadInput["files"] => ({ "report/requirements.txt": text });
const platform = "python3.11 on x86_64 (glibc 2.26)";

/** Requirements of which the index, which is well, has nothing that would do. */
export const badResolutions: readonly BadInput[] = [
  {
    name: "a distribution that the index does not have",
    files: requirements("tool==1.0\nno-such-thing\n"),
    says: {
      what: "there is no distribution named no-such-thing in the index",
      where: "report/requirements.txt:2",
      fix: "correct its name, or name the index that has it",
    },
  },
  {
    name: "a version that the index does not have",
    files: requirements("dep\ntool==9\n"),
    packaging: "Packaging.layer()",
    says: {
      what: "there is no version of tool that is ==9",
      where: "report/requirements.txt:2",
      fix: "use one that is there: tool==2.0 is the newest that fits",
    },
  },
  {
    name: "requirements whose own requirements contradict each other",
    files: requirements("tool==1.0\nold-dep\n"),
    says: {
      what: "the requirements contradict each other:\n  Because all versions of old-dep depend on dep<1 and …\n  …",
      where: "report/requirements.txt:1, report/requirements.txt:2",
      fix: "loosen one of the versions named",
    },
  },
  {
    name: "two versions of one distribution",
    files: requirements("tool==1.0\ndep\ntool==2.0\n"),
    says: {
      what: "the requirements contradict each other:\n  Because you require tool==1.0 and tool==2.0, …",
      where: "report/requirements.txt:1, report/requirements.txt:3",
      fix: "loosen one of the versions named",
    },
  },
  {
    name: "a distribution that is published as source alone",
    files: requirements("source-only\n"),
    says: {
      what: `source-only 1.0 has no wheel that loads on ${platform}`,
      where: "report/requirements.txt:1",
      fix: "it is published as source: build a wheel (pip wheel source-only), put it in a folder, and name that with --find-links",
    },
  },
  {
    name: "a version whose wheels need another glibc",
    files: requirements("dep\ncompiled==2.0\n"),
    packaging: "Packaging.layer()",
    says: {
      what: `compiled 2.0 has no wheel that loads on ${platform}`,
      where: "report/requirements.txt:2",
      fix: "use compiled==1.0, which has one, another runtime, or build one (pip wheel) and name its folder with --find-links",
    },
  },
  {
    name: "a hash that no wheel of the index has",
    files: requirements(`dep==1.0 --hash=sha256:${"0".repeat(64)}\n`),
    says: {
      what: "no wheel of dep 1.0 for this runtime has a hash that is asked for: dep-1.0-py3-none-any.whl has sha256 …",
      where: "report/requirements.txt:1",
      fix: "find out which is wrong before you trust either; if the lock is for another platform, add this one's hash: npm run lock",
    },
  },
  {
    name: "a requirement without a hash among those that have one",
    prepare: (project: Project): void => {
      const sha256 = sha256Of(join(project.shared.wheels, "dep-1.0-py3-none-any.whl"));
      project.write({ "report/requirements.txt": `dep==1.0 --hash=sha256:${sha256}\ntool==1.0\n` });
    },
    says: {
      what: "tool is not pinned with == and --hash, as the others are",
      where: "report/requirements.txt:2",
      fix: "lock anew: npm run lock",
    },
  },
];
