import { chmodSync, chownSync, lstatSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../artifact/temporary-folder";
import type { BadInput } from "./bad-input";
import type { Project } from "./project";

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const orLeaveItOut = "or leave it out with a line in .lambdaignore";

/** Makes the project somebody else's. */
function giveAway(project: Project): void {
  const all = readdirSync(project.folder, { recursive: true, withFileTypes: true });
  for (const path of [project.folder, ...all.map(({ parentPath, name }) => join(parentPath, name))])
    if (!lstatSync(path).isSymbolicLink()) chownSync(path, nobody, nobody);
}

/** Sources that cannot ship. */
export const badSources: readonly BadInput[] = [
  {
    name: "a source folder that is not there",
    props: 'source: "backend/report"',
    says: { what: "the source folder does not exist", where: "backend/report", fix: "create it, or correct the path" },
  },
  {
    name: "a source that is a file",
    props: 'source: "report/index.py"',
    says: {
      what: "the source is a file, not a folder",
      where: "report/index.py",
      fix: "name the folder the handler lies in",
    },
  },
  {
    name: "an empty source folder, in a project never synthesized before",
    files: { "report/index.py": null, "report/requirements.txt": null },
    fresh: true,
    says: { what: "the source folder is empty", where: "report", fix: "put the handler in it, or correct the path" },
  },
  {
    name: "a source folder of which nothing ships",
    files: { "report/index.py": null, "report/requirements.txt": null, "report/.env": "TOKEN=canary" },
    says: {
      what: "nothing in the source folder ships; left out are .env (secrets)",
      where: "report",
      fix: "correct the path, or take files back in with include",
    },
  },
  {
    name: "a handler whose file is not there",
    props: 'handler: "app.main.handler"',
    says: {
      what: "the handler app.main.handler needs app/main.py, which is not among the 2 files shipped from report",
      where: "demo/report",
      fix: "add report/app/main.py, name another handler, or include it if a rule leaves it out",
    },
  },
  {
    name: "a link that leaves the source folder",
    prepare: (project: Project): void => {
      symlinkSync("/etc/hostname", project.path("report/host.py"));
    },
    says: {
      what: "the link host.py leaves the source folder, for /etc/hostname",
      where: "report/host.py",
      fix: `replace it by a copy, ${orLeaveItOut}`,
    },
  },
  {
    name: "links that lead in a circle",
    prepare: (project: Project): void => {
      symlinkSync("b.py", project.path("report/a.py"));
      symlinkSync("a.py", project.path("report/b.py"));
    },
    says: ["a.py", "b.py"].map((link) => ({
      what: `the link ${link} leads in a circle`,
      where: `report/${link}`,
      fix: `mend or remove it, ${orLeaveItOut}`,
    })),
  },
  {
    name: "a link to the folder it lies in",
    prepare: (project: Project): void => {
      symlinkSync(".", project.path("report/again"));
    },
    says: {
      what: "the link again leads back to a folder it lies in",
      where: "report/again",
      fix: `remove it, ${orLeaveItOut}`,
    },
  },
  {
    name: "a FIFO among the sources",
    prepare: (project: Project): void => {
      makeFifo(project.path("report/queue"));
    },
    says: { what: "queue is a FIFO, not a file", where: "report/queue", fix: `remove it, ${orLeaveItOut}` },
  },
  {
    name: "a link to a device",
    prepare: (project: Project): void => {
      symlinkSync("/dev/zero", project.path("report/zero"));
    },
    says: {
      what: "the link zero leaves the source folder, for /dev/zero",
      where: "report/zero",
      fix: `replace it by a copy, ${orLeaveItOut}`,
    },
  },
  {
    name: "a file that may not be read",
    files: { "report/key.py": "" },
    prepare: (project: Project): void => {
      chmodSync(project.path("report/key.py"), 0);
      if (isRoot) giveAway(project); // root may read whatever it likes
    },
    run: () => (isRoot ? { user: nobody } : {}),
    says: {
      what: "key.py may not be read: permission denied",
      where: "report/key.py",
      fix: `give yourself the right to read it, ${orLeaveItOut}`,
    },
  },
  {
    name: "a file name with a newline",
    files: { "report/a\nb.py": "" },
    says: {
      what: "the file name a\\nb.py has a control character",
      where: "report/a\\nb.py",
      fix: `rename it, ${orLeaveItOut}`,
    },
  },
  {
    name: "two names that differ in case alone",
    files: { "report/Index.py": "" },
    says: {
      what: "Index.py and index.py are one name on macOS or Windows, which do not tell them apart",
      where: "report/index.py",
      fix: `rename one of them, ${orLeaveItOut}`,
    },
  },
];
