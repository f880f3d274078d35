import { RegistryServer, type RegistryTraits } from "./registry-server";

/** Runs with a registry, and stops it whatever happens. */
export async function withRegistry<T>(traits: RegistryTraits, action: (registry: RegistryServer) => Promise<T>): Promise<T> {
  const registry = await RegistryServer.start(traits);
  try {
    return await action(registry);
  } finally {
    await registry.stop();
  }
}

/** The text of the error that an action ends with, with the registry shown as REGISTRY. */
export async function errorOf({ url }: RegistryServer, action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return "no error";
  } catch (error) {
    return `${(error as Error).name}\n${(error as Error).message}`.replaceAll(url.host, "REGISTRY");
  }
}
