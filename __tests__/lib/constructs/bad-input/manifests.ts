import type { BadInput } from "./bad-input";

const project = '[project]\nname = "report"\nversion = "1.0"\n';
/** Instead of requirements.txt. */
const only = (path: string, content: string): BadInput["files"] => ({
  "report/requirements.txt": null,
  [`report/${path}`]: content,
});

/** Projects of which nobody can say, or only another tool, where their requirements are. */
export const badManifests: readonly BadInput[] = [
  {
    name: "a named requirements file that is not there",
    packaging: 'Packaging.layer({ requirements: "needs.txt" })',
    says: {
      what: "the requirements needs.txt do not exist",
      where: "report/needs.txt",
      fix: "create the file, or correct the path: it is relative to the source folder",
    },
  },
  {
    name: "requirements.txt and pyproject.toml side by side",
    files: { "report/pyproject.toml": `${project}dependencies = ["tool"]\n` },
    says: {
      what: "requirements.txt and pyproject.toml both say what the function needs",
      where: "report/requirements.txt and report/pyproject.toml",
      fix: 'name the one that counts, requirements: "requirements.txt" or "pyproject.toml", or remove the other',
    },
  },
  {
    name: "a Pipfile alone",
    files: only("Pipfile", '[packages]\ntool = "*"\n'),
    says: {
      what: "dependencies are not read from Pipfile",
      where: "report/Pipfile",
      fix: "write its packages into a requirements.txt: pipenv requirements > requirements.txt",
    },
  },
  {
    name: "a project of poetry's",
    files: only("pyproject.toml", '[tool.poetry]\nname = "report"\n\n[tool.poetry.dependencies]\ntool = "^1.0"\n'),
    says: {
      what: "the dependencies are in [tool.poetry], which is not read",
      where: "report/pyproject.toml",
      fix: "move them to [project] dependencies, or write a requirements.txt: poetry export > requirements.txt",
    },
  },
  {
    name: "dependencies that only a build knows",
    files: only("pyproject.toml", `${project}dynamic = ["dependencies"]\n`),
    says: {
      what: "the dependencies are dynamic: only a build knows them",
      where: "report/pyproject.toml",
      fix: 'write them under [project] dependencies, or name the file that has them: requirements: "requirements.txt"',
    },
  },
  {
    name: "a syntax error in a dependency of pyproject.toml",
    files: only("pyproject.toml", `${project}dependencies = [\n  "dep",\n  "tool=1.0",\n]\n`),
    says: {
      what: 'tool is followed by a single "=": a version is pinned with "=="',
      where: "report/pyproject.toml:6",
      fix: 'write it as "name>=1.2"',
    },
  },
  {
    name: "a pyproject.toml that is no TOML",
    files: only("pyproject.toml", `${project}dependencies = [\n  "dep"\n  "tool"\n]\n`),
    says: { what: "not valid TOML: …", where: "report/pyproject.toml:6", fix: "mend the line" },
  },
];
