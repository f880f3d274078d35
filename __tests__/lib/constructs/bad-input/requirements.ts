import type { BadInput } from "./bad-input";
import type { Project } from "./project";

const requirements = (text: string): BadInput["files"] => ({ "report/requirements.txt": text });
const write = 'write it as "name==1.2.3", "name @ https://…" or "./path"';

/** Requirements files in which something is wrong, whatever an index has. */
export const badRequirements: readonly BadInput[] = [
  {
    name: "a syntax error",
    files: requirements("# what it needs\n\ntool=1.0\n"),
    says: {
      what: 'tool is followed by a single "=": a version is pinned with "=="',
      where: "report/requirements.txt:3",
      fix: write,
    },
  },
  {
    name: "several errors in two files, told at once",
    files: { "report/requirements.txt": "dep==\n-r more.txt\n", "report/more.txt": "tool==1.0\n--frobnicate\n" },
    packaging: "Packaging.layer()",
    says: [
      { what: '"==" after dep is no condition on a version', where: "report/requirements.txt:1", fix: write },
      {
        what: "--frobnicate is no option of requirements that is known here",
        where: "report/more.txt:2",
        fix: "remove it",
      },
    ],
  },
  {
    name: "an option that is no good here",
    files: requirements("--trusted-host index.example\ntool==1.0\n"),
    says: {
      what: "--trusted-host switches the check of certificates off",
      where: "report/requirements.txt:1",
      fix: "name your own authority's certificate in SSL_CERT_FILE, and remove the option",
    },
  },
  {
    name: "a variable that is not set",
    files: requirements("--index-url https://me:${TOKEN}@index.example/simple\ntool==1.0\n"),
    says: {
      what: "the variable TOKEN is not set",
      where: "report/requirements.txt:1",
      fix: "set TOKEN in the environment",
    },
  },
  {
    name: "a requirements file named by another that is not there",
    files: requirements("tool==1.0\n-r ../common/needs.txt\n"),
    says: {
      what: "common/needs.txt does not exist",
      where: "report/requirements.txt:2",
      fix: "create it, or correct the path",
    },
  },
  {
    name: "requirements files that include each other",
    files: { "report/requirements.txt": "-r more.txt\n", "report/more.txt": "dep\n-r requirements.txt\n" },
    says: {
      what: "requirements files include each other: report/requirements.txt → report/more.txt → report/requirements.txt",
      where: "report/more.txt:2",
      fix: "remove one of these -r or -c lines",
    },
  },
  {
    name: "requirements that are no UTF-8",
    prepare: (project: Project): void => {
      project.write({ "report/requirements.txt": Buffer.from("tool # caf\xe9\n", "latin1") });
    },
    says: { what: "the requirements are not UTF-8", where: "report/requirements.txt", fix: "save the file as UTF-8" },
  },
  {
    name: "a repository of git",
    files: requirements("dep\ntool @ git+https://me:canary-secret@git.example/tool.git@v1\n"),
    says: {
      what: "git+https://git.example/tool.git@v1 is a repository, and only wheels are packed",
      where: "report/requirements.txt:2",
      fix: "name a wheel of it, or put its source beside the function and name the folder: ./folder",
    },
  },
  {
    name: "the address of an sdist",
    files: requirements("dep\nhttps://files.example/tool-1.0.tar.gz\n"),
    says: {
      what: "https://files.example/tool-1.0.tar.gz is an sdist, and only wheels are packed",
      where: "report/requirements.txt:2",
      fix: "name a wheel of it, or put its source beside the function and name the folder: ./folder",
    },
  },
  {
    name: "a path where nothing is",
    files: requirements("tool==1.0\n./lib\n"),
    says: {
      what: "report/lib does not exist",
      where: "report/requirements.txt:2",
      fix: "create it, or correct the path",
    },
  },
  {
    name: "a path to a folder that is no project",
    files: { "report/requirements.txt": "tool==1.0\n./lib\n", "report/lib/shared.py": "" },
    says: {
      what: "report/lib is no Python project: it has neither pyproject.toml nor setup.py",
      where: "report/requirements.txt:2",
      fix: "add a pyproject.toml with [project] and [build-system], or correct the path",
    },
  },
  {
    name: "a project that does not build",
    files: {
      "report/requirements.txt": "tool==1.0\n-e ./lib\n",
      "report/lib/pyproject.toml": '[build-system]\nrequires = ["no-such-backend"]\nbuild-backend = "no_such_backend"\n',
    },
    says: {
      what: "no wheel could be built of report/lib:\n  …",
      where: "report/requirements.txt:2",
      fix: "mend what it says; try it with: uv build --wheel report/lib",
    },
  },
];
