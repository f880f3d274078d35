import { managedRuntimes, type ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import { suppliedLibraries, symbolCeilings, type SymbolFamily } from "../../../lib/runtimes/supplied-libraries";

const systems = ["Amazon Linux 2", "Amazon Linux 2023"] as const;
const machines = ["x86_64", "aarch64"] as const;

function isNewer(left: string, right: string): boolean {
  return left.localeCompare(right, "en", { numeric: true }) > 0;
}

test.each(Object.keys(managedRuntimes) as ManagedRuntimeName[])("the symbols of %s are those of its glibc", (name) => {
  const { os, glibc } = managedRuntimes[name];
  for (const machine of machines) expect(symbolCeilings(os, machine).always.GLIBC).toBe(glibc);
});

test.each(machines)("a newer operating system has every symbol version of the older one, on %s", (machine) => {
  const [older, newer] = systems.map((os) => symbolCeilings(os, machine).always);
  for (const family of Object.keys(older ?? {}) as SymbolFamily[]) {
    expect(isNewer(older?.[family] ?? "", newer?.[family] ?? "")).toBe(false);
  }
});

test.each(machines)("updates of an operating system take nothing away, on %s", (machine) => {
  const { always, updated } = symbolCeilings("Amazon Linux 2023", machine);
  for (const family of Object.keys(always) as SymbolFamily[])
    expect(isNewer(always[family], updated?.[family] ?? "")).toBe(false);
});

test("each processor has its own loader, and no runtime is said to have a screen", () => {
  for (const os of systems) {
    expect([...suppliedLibraries(os, "x86_64")]).toContain("ld-linux-x86-64.so.2");
    expect([...suppliedLibraries(os, "aarch64")]).not.toContain("ld-linux-x86-64.so.2");
    expect([...suppliedLibraries(os, "x86_64")].filter((library) => /^lib(?:X|GL|g?glib|SM|ICE)/.test(library))).toEqual([]);
  }
});
