import { fromDefault, judge, judgePath, ships } from "../../../lib/artifact/select";
import { defaultRules } from "../../../lib/artifact/selection-rules";

const rules = defaultRules.map(fromDefault);
const ruleOf = (path: string): string | undefined => judgePath(rules, path).leftBy?.name;

test.each([
  { path: ".git/config", rule: "version-control" },
  { path: ".git", rule: "version-control" },
  { path: "vendored/.git/HEAD", rule: "version-control" },
  { path: ".hg/store", rule: "version-control" },
  { path: ".svn/entries", rule: "version-control" },
  { path: ".gitignore", rule: "version-control" },
  { path: ".venv/lib/python3.11/site-packages/boto3/__init__.py", rule: "virtual-environments" },
  { path: ".venv", rule: "virtual-environments" },
  { path: "venv/bin/python", rule: "virtual-environments" },
  { path: "__pycache__/index.cpython-311.pyc", rule: "bytecode" },
  { path: "pkg/__pycache__/a.pyc", rule: "bytecode" },
  { path: "a.pyc", rule: "bytecode" },
  { path: "a.pyo", rule: "bytecode" },
  { path: "tests/data.json", rule: "tests" },
  { path: "pkg/tests/__init__.py", rule: "tests" },
  { path: "test/a.py", rule: "tests" },
  { path: "test_index.py", rule: "tests" },
  { path: "conftest.py", rule: "tests" },
  { path: ".mypy_cache/3.11/a.json", rule: "caches" },
  { path: ".pytest_cache/README.md", rule: "caches" },
  { path: ".ruff_cache/0.1/1", rule: "caches" },
  { path: ".tox/py311/x", rule: "caches" },
  { path: ".hypothesis/examples/1", rule: "caches" },
  { path: ".coverage", rule: "caches" },
  { path: ".coverage.host.1", rule: "caches" },
  { path: "chat.egg-info/SOURCES.txt", rule: "caches" },
  { path: "node_modules/left-pad/index.js", rule: "node-modules" },
  { path: ".idea/workspace.xml", rule: "editors-and-systems" },
  { path: ".vscode/settings.json", rule: "editors-and-systems" },
  { path: ".index.py.swp", rule: "editors-and-systems" },
  { path: "index.py~", rule: "editors-and-systems" },
  { path: "#index.py#", rule: "editors-and-systems" },
  { path: ".#index.py", rule: "editors-and-systems" },
  { path: "pkg/.DS_Store", rule: "editors-and-systems" },
  { path: "Thumbs.db", rule: "editors-and-systems" },
  { path: "thumbs.db", rule: "editors-and-systems" },
  { path: "desktop.ini", rule: "editors-and-systems" },
  { path: "cdktf.out/stacks/chat/cdk.tf.json", rule: "deployment-output" },
  { path: ".local/state.json", rule: "deployment-output" },
  { path: ".terraform/providers/x", rule: "terraform" },
  { path: ".terraform.lock.hcl", rule: "terraform" },
  { path: "terraform.tfstate", rule: "terraform" },
  { path: "terraform.tfstate.1764000000.backup", rule: "terraform" },
  { path: "prod.tfvars", rule: "terraform" },
  { path: "prod.auto.tfvars.json", rule: "terraform" },
  { path: "tfplan", rule: "terraform" },
  { path: ".env", rule: "secrets" },
  { path: ".ENV", rule: "secrets" },
  { path: ".env.production", rule: "secrets" },
  { path: "prod.env", rule: "secrets" },
  { path: "pkg/deep/.env", rule: "secrets" },
  { path: "server.pem", rule: "secrets" },
  { path: "Server.KEY", rule: "secrets" },
  { path: "id_rsa", rule: "secrets" },
  { path: "id_ed25519.pub", rule: "secrets" },
  { path: "a.p12", rule: "secrets" },
  { path: "a.pfx", rule: "secrets" },
  { path: "passwords.kdbx", rule: "secrets" },
  { path: ".aws/credentials", rule: "secrets" },
  { path: ".ssh/config", rule: "secrets" },
  { path: ".netrc", rule: "secrets" },
  { path: ".pypirc", rule: "secrets" },
  { path: ".npmrc", rule: "secrets" },
  { path: "credentials.json", rule: "secrets" },
  { path: ".lambdaignore", rule: "lambdaignore" },
])("leaves out $path by the rule $rule", ({ path, rule }) => {
  expect(ruleOf(path)).toBe(rule);
});

test.each([
  ...["index.py", "requirements.txt", "pylock.toml", "data.json", "README.md", "py.typed", "model.onnx", ".hidden-but-fine"],
  ...["my_tests_helper.py", "tests.py", "ab_test.py", "testing/tools.py", "latest.py", "contest.py", "latest/a.py", "attest"],
  ...["environment.py", "env.py", "env/__init__.py", "dotenv.py", ".environment", "venv.py", "keys.py", "key.py", "monkey.py"],
  ...["lib.so", "numpy.libs/libopenblas.so.0", "pkg-1.0.dist-info/METADATA", "pkg-1.0.dist-info/RECORD"],
  ...["secrets.py", "credentials.py", "credentials/__init__.py", "pem.py", "git.py", "local/a.py", "terraform.py", "state.py"],
  ...["bin/tool", "node.py", "cache/a.py", "coverage.py", "pkg/.gitkeep", "aws/client.py", "ssh.py", "a.py.txt", "swp.py"],
])("ships %s", (path) => {
  expect(ruleOf(path)).toBeUndefined();
});

test.each([
  { entries: ["bin", "pyvenv.cfg"], rule: "virtual-environments" },
  { entries: ["bin", "pyvenv.py"], rule: undefined },
])("a folder of any name with $entries in it is left out by $rule", ({ entries, rule }) => {
  expect(judge(rules, ships, "my-python/", new Set(entries)).leftBy?.name).toBe(rule);
});

test("every rule has a name of its own, a reason of one sentence, and no pattern that re-includes", () => {
  expect(new Set(defaultRules.map(({ name }) => name)).size).toBe(defaultRules.length);
  for (const { why } of defaultRules) expect(why).toMatch(/^[A-Z][^.]*\.$/);
  expect(defaultRules.flatMap(({ patterns }) => patterns).filter((pattern) => pattern.startsWith("!"))).toEqual([]);
});
