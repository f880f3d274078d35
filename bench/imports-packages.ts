/** A package to ask for alone, and what its function imports. */
export interface AskedPackage {
  /** As in a requirements file. */
  readonly name: string;
  /** Beside every module and package at the top: what people import of it, where the top alone loads next to nothing. @default nothing */
  readonly below?: readonly string[];
}

const below: Readonly<Record<string, readonly string[]>> = {
  aiobotocore: ["aiobotocore.session"],
  cryptography: ["cryptography.fernet", "cryptography.x509"],
  fsspec: ["fsspec.implementations.local"],
  grpcio: ["grpc.aio"],
  "grpcio-status": ["grpc_status.rpc_status"],
  "grpcio-tools": ["grpc_tools.protoc"],
  lxml: ["lxml.etree", "lxml.html"],
  lz4: ["lz4.frame"],
  matplotlib: ["matplotlib.pyplot"],
  packaging: ["packaging.requirements", "packaging.version"],
  pillow: ["PIL.Image", "PIL.ImageDraw", "PIL.ImageFont"],
  protobuf: ["google.protobuf.descriptor_pb2", "google.protobuf.json_format"],
  pyarrow: ["pyarrow.compute", "pyarrow.dataset", "pyarrow.parquet"],
  pycparser: ["pycparser.c_parser"],
  pycryptodome: ["Crypto.Cipher.AES", "Crypto.PublicKey.RSA"],
  pygments: ["pygments.formatters", "pygments.lexers"],
  pynacl: ["nacl.signing"],
  "python-dateutil": ["dateutil.parser", "dateutil.tz"],
  rich: ["rich.console"],
  s3transfer: ["s3transfer.manager"],
  "scikit-learn": ["sklearn.ensemble", "sklearn.linear_model"],
  scipy: ["scipy.linalg", "scipy.optimize", "scipy.sparse", "scipy.stats"],
  six: ["six.moves"],
  starlette: ["starlette.applications"],
  wheel: ["wheel.wheelfile"],
};

/**
 * The 60 most downloaded packages of PyPI in their order, all of which have wheels for python3.11 on x86_64: the first of the 15,000 most
 * downloaded, as seen in November 2026.
 */
export const sixty: readonly AskedPackage[] = named([
  ...["boto3", "packaging", "urllib3", "certifi", "idna", "requests", "typing-extensions", "charset-normalizer", "setuptools"],
  ...["botocore", "cryptography", "aiobotocore", "python-dateutil", "six", "pyyaml", "pydantic", "pygments", "cffi", "click"],
  ...["numpy", "pluggy", "pycparser", "pydantic-core", "grpcio-status", "anyio", "s3transfer", "attrs", "protobuf", "h11"],
  ...["pytest", "annotated-types", "iniconfig", "fsspec", "httpx", "httpcore", "typing-inspection", "pandas", "pip", "s3fs"],
  ...["markupsafe", "platformdirs", "python-dotenv", "pathspec", "pyjwt", "jinja2", "rich", "jmespath", "markdown-it-py"],
  ...["aiohttp", "filelock", "importlib-metadata", "yarl", "starlette", "multidict", "jsonschema", "zipp", "uvicorn"],
  ...["propcache", "wheel", "mdurl"],
]);

/** Forty more among the first 420 of the same list, picked because they hold compiled files, which is where a check errs most easily. */
export const compiled: readonly AskedPackage[] = named([
  ...["grpcio", "grpcio-tools", "pillow", "pyarrow", "scipy", "scikit-learn", "matplotlib", "sqlalchemy", "lxml", "psutil"],
  ...["regex", "rpds-py", "greenlet", "wrapt", "websockets", "watchfiles", "jiter", "msgpack", "psycopg2-binary", "pynacl"],
  ...["uvloop", "httptools", "bcrypt", "contourpy", "orjson", "google-crc32c", "tokenizers", "tiktoken", "xxhash", "zstandard"],
  ...["rapidfuzz", "pyzmq", "pymongo", "pycryptodome", "asyncpg", "brotli", "safetensors", "onnxruntime", "shapely", "lz4"],
]);

/** A dozen of both, pure and compiled, for a first look. */
export const quick: readonly AskedPackage[] = named([
  ...["boto3", "requests", "cryptography", "pyyaml", "pydantic", "numpy", "grpcio-status", "pytest", "aiohttp", "jinja2"],
  ...["lxml", "orjson"],
]);

/** Warnings that were looked into and are right, by package and subject, each with what happens in AWS. */
export const rightly: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  matplotlib: {
    "write /home/sbx_user1051/.config/matplotlib":
      "there it takes a folder in /tmp, and makes its list of fonts anew in each container",
    "process fc-list": "there is none in the container, so that it has its own fonts alone",
  },
};

function named(names: readonly string[]): AskedPackage[] {
  return names.map((name) => ({ name, below: below[name] ?? [] }));
}
