/** A resource or data source of a plan made for a test. */
export interface MadeResource {
  /** @default managed */
  readonly mode?: "data";
  /** @default `["create"]` */
  readonly actions?: readonly string[];
  readonly values?: Readonly<Record<string, unknown>>;
  /** Arguments that only the apply knows. */
  readonly pending?: readonly string[];
  /** By argument, what the configuration refers to. @default the arguments that have a value or are pending are constants */
  readonly refers?: Readonly<Record<string, readonly string[]>>;
  /** Of what is deleted or replaced. */
  readonly change?: Readonly<Record<string, unknown>>;
  readonly deposed?: string;
}

interface Placed extends MadeResource {
  readonly address: string;
  readonly type: string;
}

/** What `terraform show -json` would say of a plan with these resources, by address; modules as `module.a["k"].TYPE.NAME[0]`. */
export function planOf(resources: Readonly<Record<string, MadeResource>>): Record<string, unknown> {
  const all = Object.entries(resources).map(([address, resource]): Placed => {
    const local = address.replace(modules, "").replace(/^data\./, "");
    return { ...resource, address, type: local.split(".")[0] ?? "" };
  });
  const left = all.filter(({ actions = ["create"] }) => !actions.every((action) => action === "delete"));
  return {
    format_version: "1.2",
    planned_values: { root_module: moduleOf("", left) },
    resource_changes: all.map(({ address, mode = "managed", type, actions = ["create"], pending = [], change, deposed }) => ({
      ...{ address, mode, type, deposed },
      change: { actions, after_unknown: Object.fromEntries(pending.map((name) => [name, true])), ...change },
    })),
    configuration: { root_module: configurationOf("", all) },
  };
}

const modules = /^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*/;

function moduleOf(prefix: string, all: readonly Placed[]): object {
  const below = new Set(all.flatMap(({ address }) => (address.startsWith(prefix) ? stepBelow(address, prefix) : [])));
  return {
    resources: all
      .filter(({ address }) => modules.exec(address)?.[0] === prefix)
      .map(({ address, mode = "managed", type, values = {} }) => ({ address, mode, type, values })),
    child_modules: [...below].map((child) => ({ address: child.slice(0, -1), ...moduleOf(child, all) })),
  };
}

function stepBelow(address: string, prefix: string): string[] {
  const step = /^module\.[\w-]+(?:\[[^\]]*\])?\./.exec(address.slice(prefix.length));
  return step === null ? [] : [`${prefix}${step[0]}`];
}

function configurationOf(prefix: string, all: readonly Placed[]): object {
  const bare = all.map((resource) => ({ ...resource, address: resource.address.replaceAll(/\[[^\]]*\]/g, "") }));
  const own = bare.filter(({ address }) => modules.exec(address)?.[0] === prefix);
  const children = new Set(bare.flatMap(({ address }) => (address.startsWith(prefix) ? stepBelow(address, prefix) : [])));
  return {
    resources: own.map(({ address, values = {}, pending = [], refers = {} }) => ({
      address: address.slice(prefix.length),
      expressions: {
        ...Object.fromEntries([...Object.keys(values), ...pending].map((name) => [name, { references: [] }])),
        ...Object.fromEntries(Object.entries(refers).map(([name, references]) => [name, { references }])),
      },
    })),
    module_calls: Object.fromEntries(
      [...children].map((child) => [child.slice(prefix.length + "module.".length, -1), { module: configurationOf(child, bare) }]),
    ),
  };
}
