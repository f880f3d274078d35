/** A built-in rule: a kind of file that does not belong in a Lambda function. */
export interface DefaultRule {
  /** Shown beside every file the rule leaves out. */
  readonly name: string;
  /** Why such files stay behind, in one sentence. */
  readonly why: string;
  /** `.gitignore` patterns without negation; upper and lower case are the same. */
  readonly patterns: readonly string[];
  /** A folder that holds an entry of this name is left out whatever its own name. @default the patterns alone decide */
  readonly marker?: string;
}

/**
 * What stays behind unless `.lambdaignore` or `include` takes it back in. Everything else ships, hidden files too.
 *
 * Tests are chosen gently: shipping one costs bytes, leaving a module out breaks the function. So `ab_test.py`, `tests.py` and
 * `testing/` ship, and a package that imports its own tests says `include: ["pkg/tests/"]`.
 */
export const defaultRules: readonly DefaultRule[] = [
  {
    name: "version-control",
    why: "History and its settings are not the program, and history keeps what was deleted from it.",
    patterns: [".git", ".hg", ".svn", ".bzr", ".gitignore", ".gitattributes", ".gitmodules", ".hgignore", ".github/"],
  },
  {
    name: "virtual-environments",
    why: "A virtual environment is made for this machine; dependencies come from the requirements.",
    patterns: [".venv", "venv/", ".virtualenv/", "__pypackages__/", ".direnv/"],
    marker: "pyvenv.cfg",
  },
  {
    name: "bytecode",
    why: "Bytecode holds times and paths of this machine, and Python makes it anew.",
    patterns: ["__pycache__/", "*.pyc", "*.pyo"],
  },
  {
    name: "tests",
    why: "Tests run before the deployment, not in it.",
    patterns: ["tests/", "test/", "test_*.py", "conftest.py"],
  },
  {
    name: "caches",
    why: "Tools write these beside the source, other ones on each machine.",
    patterns: [
      ...[".mypy_cache/", ".pytest_cache/", ".ruff_cache/", ".pytype/", ".cache/", ".tox/", ".nox/", ".hypothesis/"],
      ...[".coverage", ".coverage.*", "htmlcov/", ".ipynb_checkpoints/", ".eggs/", "*.egg-info/"],
    ],
  },
  {
    name: "node-modules",
    why: "Node's packages are of no use to a Python function.",
    patterns: ["node_modules/"],
  },
  {
    name: "editors-and-systems",
    why: "Editors and operating systems leave these for themselves.",
    patterns: [
      ...[".idea/", ".vscode/", ".vs/", "*.code-workspace", "*.swp", "*.swo", "*~", "\\#*#", ".#*"],
      ...[".DS_Store", "._*", "__MACOSX/", "Thumbs.db", "desktop.ini"],
    ],
  },
  {
    name: "deployment-output",
    why: "Deployment tools write here, so a deployment would pack the one before it.",
    patterns: ["cdktf.out/", ".local/", "cdk.out/", ".aws-sam/", ".serverless/"],
  },
  {
    name: "terraform",
    why: "State, plans and variable files hold secrets in clear text, providers hundreds of megabytes.",
    patterns: [
      ...[".terraform/", ".terraform.lock.hcl", ".terraformrc", "terraform.rc", ".terraform.tfstate.lock.info"],
      ...["*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json", "tfplan", "*.tfplan"],
    ],
  },
  {
    name: "secrets",
    why: "Whoever may download the function could read them.",
    patterns: [
      ...[".env", ".env.*", "*.env", ".envrc", ".secrets"],
      ...["*.pem", "*.key", "*.p12", "*.pfx", "*.p8", "*.jks", "*.keystore", "*.ppk", "*.kdbx", "*.kdb"],
      ...["id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", ".ssh/", ".gnupg/"],
      ...[".aws/", ".azure/", ".kube/", ".docker/", ".gcloud/", ".oci/", ".boto", ".s3cfg"],
      ...[".netrc", "_netrc", ".pypirc", ".npmrc", "pip.conf", ".git-credentials", ".pgpass", ".my.cnf", ".htpasswd"],
      ...[".vault-token", "credentials.json", "credentials.csv", "*accessKeys.csv"],
      ...["client_secret*.json", "service-account*.json", "service_account*.json"],
      ...["secrets.json", "secrets.yaml", "secrets.yml", "secrets.toml", "secrets.ini"],
    ],
  },
  {
    name: "lambdaignore",
    why: "It says what ships, and is not needed where it arrives.",
    patterns: [".lambdaignore"],
  },
];
