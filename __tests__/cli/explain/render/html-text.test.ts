import { html, styleElement } from "../../../../cli/explain/render/html-text";
import { hostileTexts } from "../page-explanation";

test.each([
  { text: "<b>&amp;</b>", markup: "&lt;b&gt;&amp;amp;&lt;/b&gt;" },
  { text: `" onclick='x'`, markup: "&quot; onclick=&#39;x&#39;" },
  { text: "a\u0000b\u001b[0m", markup: "a\\x00b\\x1b[0m" },
  { text: "\u202egpj.exe", markup: "\\u202egpj.exe" },
  { text: "\ud800", markup: "\\ud800" },
  { text: "line\nline\u2028line", markup: "line\\nline\\u2028line" },
  { text: "café 日本 🐍", markup: "café 日本 🐍" },
])("$text is shown as text", ({ text, markup }) => {
  expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${markup}">${markup}</p>`);
});

test.each(hostileTexts)("%j opens no element and ends no attribute", (text) => {
  expect(html`${text}`.markup).not.toMatch(/[<>"'\p{Cc}\p{Cf}]/u);
});

test("markup is taken as it is, in lists too; what is nothing shows nothing", () => {
  const items = ["a", 2, html`<b>c</b>`, undefined, [html`<i>d</i>`, "<"]];
  expect(html`<p>${items}</p>`.markup).toBe("<p>a2<b>c</b><i>d</i>&lt;</p>");
});

test("what only looks like markup is not taken for it", () => {
  const forged = { markup: "<script>" } as unknown as string;
  expect(() => html`${forged}`).toThrow(TypeError);
});

test("a style sheet is taken as it is", () => {
  expect(styleElement("a>b{color:red}").markup).toBe("<style>a>b{color:red}</style>");
});
