/**
 * Distributions by the module they are imported by, where the two are not named alike. Each is what the wheel of that name on
 * https://pypi.org/project/<name>/ holds (seen 2026-11); where several supply a module, the one that has wheels for Lambda.
 */
const distributions: Readonly<Record<string, string>> = {
  Crypto: "pycryptodome",
  Cryptodome: "pycryptodomex",
  MySQLdb: "mysqlclient",
  OpenSSL: "pyOpenSSL",
  PIL: "pillow",
  attr: "attrs",
  aws_lambda_powertools: "aws-lambda-powertools",
  aws_xray_sdk: "aws-xray-sdk",
  "azure.core": "azure-core",
  "azure.identity": "azure-identity",
  "azure.storage.blob": "azure-storage-blob",
  bs4: "beautifulsoup4",
  cv2: "opencv-python-headless",
  dateutil: "python-dateutil",
  decouple: "python-decouple",
  dns: "dnspython",
  docx: "python-docx",
  dotenv: "python-dotenv",
  faiss: "faiss-cpu",
  fitz: "pymupdf",
  git: "GitPython",
  github: "PyGithub",
  "google.api_core": "google-api-core",
  "google.auth": "google-auth",
  "google.genai": "google-genai",
  "google.generativeai": "google-generativeai",
  "google.oauth2": "google-auth",
  "google.protobuf": "protobuf",
  "google.rpc": "googleapis-common-protos",
  googleapiclient: "google-api-python-client",
  grpc: "grpcio",
  jose: "python-jose",
  jwt: "PyJWT",
  kafka: "kafka-python",
  ldap: "python-ldap",
  magic: "python-magic",
  markdown: "Markdown",
  markdown_it: "markdown-it-py",
  memcache: "python-memcached",
  multipart: "python-multipart",
  "mysql.connector": "mysql-connector-python",
  nacl: "PyNaCl",
  opensearchpy: "opensearch-py",
  "opentelemetry.sdk": "opentelemetry-sdk",
  opentelemetry: "opentelemetry-api",
  pkg_resources: "setuptools",
  pptx: "python-pptx",
  psycopg2: "psycopg2-binary",
  pythonjsonlogger: "python-json-logger",
  requests_aws4auth: "requests-aws4auth",
  rest_framework: "djangorestframework",
  "ruamel.yaml": "ruamel.yaml",
  serial: "pyserial",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
  slack_sdk: "slack-sdk",
  slugify: "python-slugify",
  snapshot_restore_py: "snapshot-restore-py",
  "snowflake.connector": "snowflake-connector-python",
  socks: "PySocks",
  telegram: "python-telegram-bot",
  typing_extensions: "typing-extensions",
  umap: "umap-learn",
  websocket: "websocket-client",
  yaml: "PyYAML",
  zmq: "pyzmq",
};

/**
 * Distributions that bring back what the standard library dropped, or bring what a later one has: https://github.com/youknowone/python-deadlib
 * and each one's page on https://pypi.org (seen 2026-11). What has none is rewritten.
 */
const forStandardLibrary: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...["aifc", "asynchat", "asyncore", "cgitb", "chunk", "imghdr", "mailcap", "nntplib", "pipes"],
      ...["smtpd", "sndhdr", "sunau", "telnetlib", "uu", "xdrlib"],
    ].map((name) => [name, `standard-${name}`]),
  ),
  audioop: "audioop-lts",
  cgi: "legacy-cgi",
  tomllib: "tomli",
};

/** The distribution known to supply a module, by the longest part of its dotted name, and that part. */
export function knownDistribution(module: string): { readonly prefix: string; readonly distribution: string } | undefined {
  const cloud = /^google\.cloud\.([a-z_]+?)(?:_v\d\w*)?(?=\.|$)/.exec(module);
  if (cloud?.[1] !== undefined) return { prefix: cloud[0], distribution: `google-cloud-${cloud[1].replaceAll("_", "-")}` };
  const steps = module.split(".");
  for (let depth = steps.length; depth > 0; depth -= 1) {
    const prefix = steps.slice(0, depth).join(".");
    const distribution = Object.hasOwn(distributions, prefix) ? distributions[prefix] : undefined;
    if (distribution !== undefined) return { prefix, distribution };
  }
  return undefined;
}

/** The distribution that stands in for a module which the standard library of some Pythons lacks. */
export function standInDistribution(module: string): string | undefined {
  return Object.hasOwn(forStandardLibrary, module) ? forStandardLibrary[module] : undefined;
}
