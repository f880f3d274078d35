import { benchSynthesis } from "./synthesis";

const benches: Readonly<Record<string, () => void>> = { synthesis: benchSynthesis };

const bench = benches[process.argv[2] ?? ""];
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(" | ")}`);
  process.exitCode = 2;
} else {
  bench();
}
