import type { FunctionSources } from "./function-sources";

/** What cannot be known of a function this way, each a clause. */
export function unknownIn({ from, setting, zips, image, strategy, asked, times, live }: FunctionSources): string[] {
  const foreign = (setting?.layers ?? []).filter(({ filename }) => filename === undefined);
  const hasUnreadRequirements =
    from !== "receipt" && asked === undefined && zips[0]?.files.some(({ path }) => path === "requirements.txt") === true;
  const facts: readonly (readonly [boolean, string])[] = [
    [
      from !== "receipt",
      "who asked for a distribution: a ZIP has no lines of requirements, only what distributions ask of each other",
    ],
    [from !== "receipt", "what was left out, and by which rule"],
    [from === "zip", "memory, timeout, environment and rights: name a plan with --plan"],
    [strategy !== "image" && zips.length === 0, "what is in its ZIP, which is not here"],
    [zips.some(({ bytes }) => bytes === undefined), "how large the ZIP is and its hash: Terraform makes it during the plan"],
    [image?.build !== undefined, "what its image holds: a Dockerfile says it, and it is not looked into"],
    [strategy === "image" && image === undefined, "what its image holds: it is in its registry"],
    [foreign.length > 0, "what is in the layers that another deployment published"],
    [from === "receipt" && asked === undefined, "what its requirements ask for: they are not here, or cannot be read"],
    [hasUnreadRequirements, "what its requirements.txt asks for: a line of it cannot be read"],
    [times.where === undefined && from === "receipt", "how long anything takes: it was not deployed from here (npm start)"],
    [
      live?.where !== "AWS" || live.boto3 === undefined,
      `which boto3 AWS supplies today: npm run explain -- --live${live === undefined ? "" : " --aws"} asks the running function`,
    ],
  ];
  return facts.filter(([holds]) => holds).map(([, what]) => what);
}
