/**
 * How the page looks. Its policy allows this one sheet, by its hash, and no style in an attribute: what depends on the value are attributes of SVG.
 * Every colour of a text has a contrast of 4.5:1 or more with what lies below it, in light and dark.
 */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#faf9f6;--card:#fff;--ink:#1c2127;--soft:#59626c;--line:#e0ddd5;--link:#1f4fa8;
--code:#c3e6dc;--on-code:#0b4a3f;--code-bar:#2f9d86;--dep:#ccd5f4;--folder:#dfe5f9;--on-dep:#222f70;--dep-raw:#b7c2ee;--dep-zip:#4d62c4;--aws:#f1efe9;--hatch:#d3cfc4;
--time:#c98a2b;--ok:#dff3e4;--on-ok:#14532d;--warn:#fcefcf;--on-warn:#653f00;--bad:#fbe1de;--on-bad:#8a1c12;--info:#e9ebee;--on-info:#3a434d;--over:#c4321f}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--card:#1b1f24;--ink:#e9e7e2;--soft:#a8b0b9;--line:#30363d;--link:#9dbcff;
--code:#16423a;--on-code:#c5f0e4;--code-bar:#3fb59b;--dep:#262e58;--folder:#333e76;--on-dep:#dde3ff;--dep-raw:#3d4a8f;--dep-zip:#93a3f5;--aws:#22262c;--hatch:#3b424b;
--time:#d9a44e;--ok:#163524;--on-ok:#b4ecc6;--warn:#3d2f10;--on-warn:#f6dc9c;--bad:#451c19;--on-bad:#ffc9c2;--info:#2a2f36;--on-info:#ccd3da;--over:#ff8b7b}}
*,::before{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;max-width:66rem;padding:2.5rem 1.5rem 4rem;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
p,ul,ol,dl,dd,figure,table{margin:0;padding:0}
ul,ol{list-style:none}
h1,h2,h3,h4,h5{margin:0;line-height:1.25;text-wrap:balance}
code,.paths,table.files tbody th{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
a{color:var(--link);text-underline-offset:.2em}
a:focus-visible,summary:focus-visible,main:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:3px}
main:focus{outline:none}
.skip{position:absolute;left:-100vw;top:0;background:var(--card);padding:.5rem 1rem}
.skip:focus{left:1rem;top:1rem;z-index:1}
.eyebrow{color:var(--soft);font-size:.85rem;letter-spacing:.04em}
h1{font-size:1.35rem;font-weight:600}
header{border-bottom:1px solid var(--line);padding-bottom:1.25rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin-top:.75rem;font-size:.9rem}
article{padding-top:2.5rem}
article+article{margin-top:4rem;border-top:1px solid var(--line)}
h2{font-size:2.1rem;letter-spacing:-.015em}
.answer{font-size:1.3rem;line-height:1.45;max-width:44rem;margin:.6rem 0 1.75rem;text-wrap:pretty}
section{margin-top:3.25rem}
h3{font-size:1.2rem;margin-bottom:1rem}
h4{font-size:1rem;font-weight:600}
h5{font-size:.9rem;margin-top:1.25rem}
figcaption,.bar-about,.where,.part-facts,.measured,.check,.version,.lane,caption.heard,.floor,footer,.of{color:var(--soft);font-size:.86rem}
figcaption{margin-top:.75rem;max-width:46rem}
.summary{display:grid;grid-template-columns:repeat(3,1fr);gap:1.25rem 1.5rem}
dt{color:var(--soft);font-size:.86rem}
.summary dd{font-weight:600}
.bar{display:block;width:100%;height:.55rem;margin-top:.35rem;border-radius:2px;background:var(--info)}
.bar-raw{fill:var(--dep-raw)}.bar-compressed{fill:var(--dep-zip)}.bar-code{fill:var(--code-bar)}.bar-time{fill:var(--time)}.bar-over{fill:var(--over)}
.shell{border:2px solid var(--ink);border-radius:14px;padding:.75rem;background:var(--card)}
.shell-name{font-weight:600;padding:.1rem .35rem .65rem}
.shell-name span{font-weight:400;color:var(--soft)}
.parts{display:grid;gap:.5rem}
.part{border-radius:8px;padding:.6rem .8rem .7rem;position:relative}
.part.code{background:color-mix(in srgb,var(--code) 45%,var(--card))}
.part.dependency{background:color-mix(in srgb,var(--dep) 45%,var(--card))}
.part.aws{background:var(--aws);padding-left:1.6rem;overflow:hidden}
.part.aws::before{content:"";position:absolute;inset:0 auto 0 0;width:.75rem;background:repeating-linear-gradient(45deg,var(--hatch) 0 3px,var(--aws) 3px 7px)}
.part-head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1.25rem}
.part-name{font-weight:600}
.part-name code{font-weight:400}
.whose{display:inline-block;min-width:2.6rem;font-weight:400;color:var(--soft);font-size:.86rem}
.part-size{font-variant-numeric:tabular-nums}
.map{display:block;margin-top:.55rem;border-radius:4px;overflow:hidden}
.map rect{stroke:var(--card);stroke-width:2px}
.box-code{fill:var(--code)}.box-dependency{fill:var(--dep)}.box-aws{fill:var(--hatch)}
.map text{font-size:13px}
.box-folder{fill:var(--folder)}.box-code~text{fill:var(--on-code)}.box-dependency~text,.box-folder~text{fill:var(--on-dep)}.box-dependency~text{font-weight:600}.box-dependency~text .box-size{font-weight:400}
.box-size{font-size:12px}
.zip+.zip{margin-top:2.25rem}
.zip figcaption{margin:0 0 1rem;max-width:none}
.hash{display:block}
span[data-bytes],span[data-sum-bytes],span[data-ms]{white-space:nowrap}
.legend{color:var(--soft);font-size:.86rem;margin:-.4rem 0 1.25rem}
.legend span::before{content:"";display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin:0 .35rem 0 0;vertical-align:-.08em;background:var(--dep-raw)}
.legend .zipped::before{margin-left:1rem;background:var(--dep-zip)}
.bars{display:grid;gap:1rem}
.bars li{display:grid;grid-template-columns:1fr auto;gap:0 1rem}
.bars .bar,.bar-about{grid-column:1/-1}
.bars .bar{height:.9rem;background:none}
.bar-name{font-weight:600}
.bar-name .version{font-weight:400}
.bar-size,td[data-bytes]{font-variant-numeric:tabular-nums}
.timeline ol{position:relative;display:grid;gap:.35rem}
.timeline ol::before{content:"";position:absolute;left:.5rem;top:.6rem;bottom:.6rem;width:2px;background:var(--line)}
.timeline li{position:relative;padding:.35rem 0 .6rem 2.1rem}
.timeline li::before{content:"";position:absolute;left:calc(.5rem - 5px);top:.75rem;width:12px;height:12px;border-radius:50%;background:var(--time)}
.timeline li.open::before{background:var(--paper);border:2px solid var(--soft)}
.step p{text-wrap:balance}
.step-name{font-weight:600}
.step-name::first-letter{text-transform:uppercase}
.not-yet{color:var(--soft)}
.ways{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:1rem;margin:1rem 0 1.5rem}
.way{border:1px solid var(--line);border-radius:10px;padding:1rem;background:var(--card);display:grid;grid-template-rows:subgrid;grid-row:span 3;gap:.75rem}
.way.chosen{border:2px solid var(--code-bar)}
.way dl>div+div{margin-top:.7rem}
.way dd{font-size:.95rem}
.plain{display:grid;gap:.4rem;padding-left:1.1rem;list-style:disc}
.chip{display:inline-block;border-radius:999px;padding:.05rem .6rem;font-size:.82rem;font-weight:600;white-space:nowrap}
.ok{background:var(--ok);color:var(--on-ok)}.warn{background:var(--warn);color:var(--on-warn)}.bad{background:var(--bad);color:var(--on-bad)}.info{background:var(--info);color:var(--on-info)}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left}
caption.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
caption.shown{font-weight:600;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.55rem .9rem .55rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--soft);font-size:.86rem}
td:last-child,th:last-child{padding-right:0}
.where,.floor{display:block;margin-top:.2rem}
.pair{display:grid;gap:2rem;align-items:start}
.pair table,section[aria-labelledby^=requirements] table{table-layout:fixed}
.pair th:first-child,section[aria-labelledby^=requirements] th:first-child{width:38%}
section[aria-labelledby^=requirements] th:nth-child(2){width:25%}
.findings{display:grid;gap:.75rem}
.finding{border-left:4px solid;border-radius:4px;padding:.6rem 0 .6rem 1rem;background:none;color:inherit}
.finding.bad{border-color:var(--over)}.finding.warn{border-color:var(--time)}.finding.info{border-color:var(--hatch)}
.finding .what{font-weight:600;margin-top:.3rem}
details{border-top:1px solid var(--line)}
details:last-of-type{border-bottom:1px solid var(--line)}
summary{cursor:pointer;padding:.6rem .2rem}
details[open]{padding-bottom:1rem}
h4+details,h4+h5{margin-top:.6rem}
details+h4,ul+h4{margin-top:2rem}
details tbody:last-child tr:last-child>*{border-bottom:0}
table.files{font-size:.82rem;table-layout:fixed;max-width:48rem}
table.files th,table.files td{padding:.15rem .6rem .15rem 0;border:0}
table.files caption{color:var(--soft);padding-bottom:.4rem}
table.files th[scope=rowgroup]{padding-top:.7rem;color:var(--soft)}
table.files th:nth-child(n+2),table.files td{width:6.2rem;text-align:right}
.paths{columns:22rem;column-gap:1.5rem;margin-top:.3rem}
.of{margin-top:.7rem}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line)}
.map .wide{display:none}
@media (min-width:46rem){.map .wide{display:inline}.pair{grid-template-columns:1fr 1fr;gap:3rem}
.timeline ol::before{left:calc(50% - 1px)}.timeline li{width:50%;padding:.35rem 2.1rem .6rem 0;text-align:right}.timeline li.you .bar{transform:scaleX(-1)}.timeline li.aws{text-align:left}.timeline li.aws{margin-left:50%;padding:.35rem 0 .6rem 2.1rem}
.timeline li::before,.timeline li.you::before{left:auto;right:-6px}.timeline li.aws::before{left:-6px;right:auto}}
@media (max-width:30rem){.summary{grid-template-columns:1fr 1fr}.whose{display:block}body{padding:1.25rem 1rem 3rem}h2{font-size:1.7rem}.answer{font-size:1.12rem}.bars li{grid-template-columns:1fr}table{font-size:.88rem}section[aria-labelledby^=requirements] th:first-child{width:36%}section[aria-labelledby^=requirements] th:nth-child(2){width:32%}table.files th:nth-child(n+2),table.files td{width:4.9rem}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (forced-colors:active){.map rect{fill:Canvas;stroke:CanvasText}.map text{fill:CanvasText}.bar rect{fill:CanvasText}}
@media print{:root{--paper:#fff;--card:#fff}body{max-width:none;padding:0;font-size:10pt}.skip,nav{display:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
section,.part,.way,.finding,.bars li,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}details.files{break-inside:avoid}
.ways{grid-template-columns:repeat(4,1fr);gap:.6rem}.way{padding:.7rem}
details:not(.files)::details-content{content-visibility:visible;height:auto}}
`;
