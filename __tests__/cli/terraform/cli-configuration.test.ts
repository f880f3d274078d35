import { cliConfiguration } from "../../../cli/terraform/cli-configuration";

const mirrored = [{ path: "/mirror", providers: ["aws"] as const }];

test("a mirrored provider is included from its mirror and excluded from the registry, or both would be asked", () => {
  expect(cliConfiguration("", mirrored)).toMatchInlineSnapshot(`
"provider_installation {
  filesystem_mirror {
    path    = "/mirror"
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
"
`);
});

test("what a person's own configuration says is kept", () => {
  const own = 'plugin_cache_dir = "/cache"\ncredentials "app.terraform.io" {}\n';
  const text = cliConfiguration(own, mirrored);
  expect(text.startsWith(own)).toBe(true);
  expect(text).toContain("filesystem_mirror");
});

test("a person who says how to install providers is believed", () => {
  const own = 'provider_installation {\n  network_mirror {\n    url = "https://mirror.example/"\n  }\n}\n';
  expect(cliConfiguration(own, mirrored)).toBe(own);
});

test("a comment about provider_installation is no such block", () => {
  expect(cliConfiguration("# provider_installation is not set\n", mirrored)).toContain("filesystem_mirror");
});

test("without a mirror nothing is added", () => {
  expect(cliConfiguration("disable_checkpoint = true\n", [])).toBe("disable_checkpoint = true\n");
});

test("two mirrors each include what they hold", () => {
  const text = cliConfiguration("", [...mirrored, { path: '/with "quotes"', providers: ["archive"] }]);
  expect(text.match(/include = .*/g)).toEqual([
    'include = ["registry.terraform.io/hashicorp/aws"]',
    'include = ["registry.terraform.io/hashicorp/archive"]',
  ]);
  expect(text).toContain(String.raw`path    = "/with \"quotes\""`);
  expect(text).toContain('exclude = ["registry.terraform.io/hashicorp/aws", "registry.terraform.io/hashicorp/archive"]');
});
