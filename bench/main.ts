import { benchDelivery } from "./delivery";
import { benchElfAudit } from "./elf-audit";
import { benchExplain } from "./explain";
import { benchImage } from "./image";
import { benchImports } from "./imports";
import { benchPackaging } from "./packaging";
import { benchSynthesis } from "./synthesis";

const benches: Readonly<Record<string, (args: readonly string[]) => void | Promise<void>>> = {
  delivery: benchDelivery,
  "elf-audit": benchElfAudit,
  explain: benchExplain,
  image: benchImage,
  imports: benchImports,
  packaging: benchPackaging,
  synthesis: benchSynthesis,
};

const [name = "", ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(" | ")}`);
  process.exitCode = 2;
} else {
  void bench(args);
}
