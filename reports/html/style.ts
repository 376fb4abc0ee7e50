/**
 * Style sheet of the page: one accent, hairline rules, serif for prose and sans for numbers. Light
 * and dark pages share the markup, because the style sheet maps the colours of the pictures by
 * attribute.
 */
import { dark, darkColors, lightColors } from "./colors.js";

const base = `
:root{color-scheme:light;${lightColors};
--serif:"Charter","Bitstream Charter","Source Serif 4","Iowan Old Style","Palatino Linotype",Cambria,Georgia,serif;
--sans:system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1.0625rem/1.55 var(--serif)}
.wrap{max-width:74rem;margin:0 auto;padding:0 1.5rem}
.skip{position:absolute;left:-100vw;top:0;padding:.5rem 1rem;background:var(--accent);color:var(--paper);font:1rem var(--sans)}
.skip:focus{left:0;z-index:9}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
h1,h2,h3,h4{font-weight:600;line-height:1.2;margin:0;text-wrap:balance}
bdi{overflow-wrap:anywhere}
.mast{display:flex;flex-wrap:wrap;gap:1rem 2rem;justify-content:space-between;align-items:flex-start;padding-top:2.25rem;padding-bottom:1.5rem}
.kicker{margin:0 0 .35rem;font:600 .75rem/1.2 var(--sans);letter-spacing:.09em;text-transform:uppercase;color:var(--muted)}
h1{font-size:1.35rem}
.sub{margin:.35rem 0 0;font:.875rem/1.5 var(--sans);color:var(--muted)}
.theme{display:none;font:.8125rem/1 var(--sans);border:1px solid var(--rule);border-radius:6px;overflow:hidden}
.js .theme{display:inline-flex}
.theme button{all:unset;box-sizing:border-box;cursor:pointer;padding:.5rem .75rem;color:var(--muted)}
.theme button+button{border-left:1px solid var(--rule)}
.theme button[aria-pressed=true]{background:var(--soft);color:var(--ink);font-weight:600}
.theme button:focus-visible{outline:2px solid var(--focus);outline-offset:-2px}
.verdict{border-top:2px solid var(--ink);padding-top:1.5rem}
.lead{font-size:clamp(1.25rem,1rem + 1vw,1.6rem);line-height:1.3;margin:0 0 1rem;max-width:62rem;text-wrap:pretty}
.lead bdi{font-weight:600}
.lead+.said{margin:0 0 1.25rem;max-width:62rem}
.lead .num{font-variant-numeric:lining-nums tabular-nums}
.trust{border-left:4px solid;padding:.7rem 1rem;margin:0 0 .75rem;font:.9375rem/1.5 var(--sans);max-width:62rem}
.trust p{margin:0}
.trust strong{font-weight:650}
.trust ul{margin:.4rem 0 0;padding-left:1.1rem}
.trust li{margin:.15rem 0}
.trust details{margin-top:.35rem}
.sound{border-color:var(--good);background:var(--good-bg)}.sound strong{color:var(--good)}
.caution{border-color:var(--warn);background:var(--warn-bg)}.caution strong{color:var(--warn)}
.broken{border-color:var(--bad);background:var(--bad-bg)}.broken strong{color:var(--bad)}
.targets{margin:2rem 0 0;font:.875rem/1.3 var(--sans)}
.targets ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;margin:0;padding:0}
.targets a{display:block;padding:.45rem .8rem;border:1px solid var(--rule);border-radius:999px;text-decoration:none;color:var(--ink)}
.targets a:hover{border-color:var(--accent)}
.targets a[aria-current=true]{background:var(--ink);border-color:var(--ink);color:var(--paper)}
@media (forced-colors:active){.targets a[aria-current=true]{forced-color-adjust:none;background:SelectedItem;border-color:SelectedItem;color:SelectedItemText}}
.target,.part{margin-top:2.75rem}
.target>h2,.part>h2{font-size:1.5rem}
.detail{margin:.3rem 0 0;font:.9375rem/1.5 var(--sans);color:var(--muted)}
.said{margin:.9rem 0 0;max-width:62ch}
.scroll{overflow-x:auto;margin-top:1.1rem;position:relative}
sub{line-height:0}
table{border-collapse:collapse;font:.8125rem/1.35 var(--sans);font-variant-numeric:lining-nums tabular-nums}
.ranking{width:100%;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
caption{text-align:left;padding:.55rem 0;color:var(--muted);font-size:.8125rem;caption-side:bottom;line-height:1.5}
th,td{padding:.5rem .45rem;text-align:right;vertical-align:baseline;white-space:nowrap}
th:first-child,td:first-child{padding-left:.25rem}
th.text,td.text{text-align:left}
thead th{font-weight:500;color:var(--muted);border-bottom:1px solid var(--ink);vertical-align:bottom;white-space:normal;line-height:1.25}
tbody tr+tr>*{border-top:1px solid var(--hair)}
tbody th{font-weight:600}
.ranking tbody+tbody{border-top:1px solid var(--rule)}
tr.group th{font-weight:600;text-align:left;color:var(--muted);padding-top:.9rem;white-space:normal}
tr.group.failed th{color:var(--bad)}
tr.out td,tr.out th{color:var(--muted)}
td.why{white-space:normal;text-align:left}
.why span{position:sticky;left:.45rem;display:inline-block;max-width:min(62rem,calc(100vw - 6rem))}
th .est{font-weight:400;color:var(--muted)}
.ranking tbody th.text{white-space:normal;min-width:9.5rem}
.ranking th bdi{overflow-wrap:break-word}
.rate{font-weight:600}
.range{color:var(--muted);font-weight:400}
.bar{width:4rem;height:.55rem;margin-left:.5rem;vertical-align:baseline}
.swatch{width:1.05em;height:1.05em;vertical-align:-.15em;margin-right:.5em;overflow:visible}
.swatch.line{width:2em}
.sort{all:unset;cursor:pointer;font:inherit;color:inherit}
.sort:hover{text-decoration:underline}
.sort:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
[aria-sort=ascending] .sort::after{content:" ↑"}
[aria-sort=descending] .sort::after{content:" ↓"}
.key{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:.6rem 0 0;padding:0;font:.8125rem/1.4 var(--sans);color:var(--ink)}
.samplers{margin-top:1.5rem}
.key button{all:unset;cursor:pointer;border-radius:3px;padding:.1rem .2rem}
.key button:hover{background:var(--soft)}
.key button:focus-visible{outline:2px solid var(--focus)}
.key button[aria-pressed=true]{background:var(--soft);font-weight:600}
.samplers label{color:var(--muted)}
.samplers input{margin:0 .2rem 0 0;vertical-align:-.1em}
[hidden]{display:none!important}
.chart{position:relative}
.menu{position:absolute;top:.75rem;right:0;z-index:3;text-align:right}
.chart .menu{margin:0}
.menu summary{margin-left:auto;font:500 .8125rem/1.3 var(--sans);padding:.2rem .5rem;border-radius:4px;list-style:none;color:var(--muted)}
.menu summary::-webkit-details-marker{display:none}
.menu summary:hover,.menu[open] summary{color:var(--accent)}
.menu>div{position:absolute;right:0;width:max-content;max-width:min(20rem,80vw);text-align:left;background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:.35rem .8rem .8rem;box-shadow:0 4px 16px rgb(0 0 0/.14)}
.menu fieldset{min-width:0;border:0;margin:.5rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem .45rem;align-items:center}
.menu legend{padding:0 0 .3rem;font-weight:600}
.menu label{font:.8125rem/1.4 var(--sans);max-width:100%}.menu select{max-width:min(18rem,calc(80vw - 2rem))}
.menu button,.menu select{font:500 .8125rem/1.2 var(--sans);padding:.35rem .6rem;min-width:1.9rem;border:1px solid var(--rule);border-radius:4px;background:var(--paper);color:var(--ink);cursor:pointer}
.menu button:hover{border-color:var(--accent);color:var(--accent)}
.js .chart h3{padding-right:6rem}
.js .plot[data-live]{cursor:crosshair}
.frame{position:fixed;z-index:4;pointer-events:none;border:1px solid var(--accent);background:color-mix(in srgb,var(--accent) 14%,transparent)}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));grid-template-rows:auto;grid-auto-flow:row dense;gap:2.75rem 3rem;margin-top:2rem}
.chart{margin:0;min-width:0;border-top:1px solid var(--rule);padding-top:.9rem}
.chart.wide{grid-column:1/-1}
.chart.tall{grid-row:span 2}
.pairs{margin:2rem 0 1.5rem}
.pairs tbody th{white-space:normal;min-width:10rem}
.pairs h3{font-size:1.0625rem;margin-bottom:.4rem}
.chart h3{font-size:1.0625rem}
.panels{margin-top:.6rem}
.wide .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(21rem,100%),1fr));gap:1.25rem 2rem}
.wide .panels.four{grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr))}
.panel{min-width:0}
.panel h4{font:600 .8125rem/1.3 var(--sans);margin-bottom:.25rem;overflow-wrap:anywhere}
.plot{overflow-x:auto;overflow-y:hidden;min-width:0}
.plot svg{display:block;max-width:100%;height:auto}
.plot text{font-family:var(--sans);font-variant-numeric:lining-nums tabular-nums}
.reading{margin:.6rem 0 0;font-size:.9375rem;line-height:1.5;color:var(--muted);max-width:66ch}
.reading b{font-weight:600;color:var(--ink)}
details{font:.875rem/1.5 var(--sans)}
summary{cursor:pointer;color:var(--accent);padding:.3rem 0;width:fit-content}
.chart details{margin-top:.35rem}
.data{margin-top:.4rem}
.data th,.data td{padding:.3rem .6rem .3rem 0;border-top:0}
.data td.long{white-space:normal;min-width:12rem;text-align:left}
.note{margin:.6rem 0 0;color:var(--muted);font:.8125rem/1.5 var(--sans);max-width:90ch}
.diagnostics{margin-top:2.5rem;border-top:1px solid var(--rule);padding-top:.6rem}
.diagnostics>summary{font-size:.9375rem}.diagnostics>.charts{font:400 1.0625rem/1.55 var(--serif)}
.configurations{margin-top:2.5rem;border-top:1px solid var(--rule);padding-top:.9rem}
.configurations .rows{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin-top:.8rem}
.configurations h3{font-size:1.0625rem}
.fields h4{font:600 .8125rem/1.3 var(--sans);margin-bottom:.3rem}
.field{width:4.5rem;height:auto;image-rendering:pixelated;margin-right:.35rem;vertical-align:top}
.path{margin-top:.5rem}.path span{display:block;font:.75rem/1.4 var(--sans);color:var(--muted)}
.path .field{width:2.8rem;margin-right:.2rem}
.scale{image-rendering:pixelated;vertical-align:middle;margin-right:.4rem}
.part>h3{font-size:1.0625rem;margin-top:1.5rem}
.target>h3,.pairs>h3{font-size:1.0625rem;margin-top:1.75rem}
.pairs tbody th{white-space:normal;min-width:11rem;text-align:left}
.papers{font:.875rem/1.5 var(--sans);margin:.6rem 0 0;padding-left:1.1rem}
.facts th{text-align:left;font-weight:500;color:var(--muted)}
.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere}
pre{margin:.6rem 0 0;padding:.8rem 1rem;background:var(--soft);overflow-x:auto;font:.8125rem/1.5 var(--mono);border-radius:4px;tab-size:2}
.downloads{display:none;flex-wrap:wrap;gap:.6rem;margin-top:1rem}
.js .downloads{display:flex}
.downloads button{font:500 .875rem/1 var(--sans);padding:.65rem 1rem;border:1px solid var(--rule);border-radius:6px;background:var(--card);color:var(--ink);cursor:pointer}
.downloads button:hover{border-color:var(--accent);color:var(--accent)}
.js .noscript{display:none}
.tip{position:fixed;z-index:5;pointer-events:none;max-width:22rem;padding:.45rem .65rem;background:var(--ink);color:var(--paper);font:.8125rem/1.4 var(--sans);border-radius:4px;white-space:pre-line;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.tip[hidden]{display:none}
footer{margin:4rem 0 3rem;padding-top:1rem;border-top:1px solid var(--rule);font:.8125rem/1.5 var(--sans);color:var(--muted)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:60rem){.charts{grid-template-columns:minmax(0,1fr)}}
@media (max-width:40rem){.wrap{padding:0 1rem}.mast{padding-top:1.25rem}.ranking tbody th.text{min-width:8.5rem}.bar{display:none}body{font-size:1rem}}
`;

/**
 * Shadows at the edges behind which a table goes on. They follow the scrolling and are no backgrounds, so the
 * contrast of what stands on them can be computed. Without a scroll timeline there are none.
 */
const edges = `
@supports (animation-timeline:scroll(self inline)){
@keyframes edges{from{box-shadow:inset -.8rem 0 .5rem -.6rem var(--edge)}10%,90%{box-shadow:inset -.8rem 0 .5rem -.6rem var(--edge),inset .8rem 0 .5rem -.6rem var(--edge)}to{box-shadow:inset .8rem 0 .5rem -.6rem var(--edge)}}
@media screen{.scroll:has(.ranking){--edge:color-mix(in srgb,var(--ink) 30%,transparent);animation:edges linear both;animation-timeline:scroll(self inline)}}
}`;

const print = `
@page{margin:16mm 14mm}
@media print{
:root,:root[data-theme]{color-scheme:light;${lightColors}}
body{font-size:9.5pt}
.wrap{max-width:none;padding:0}
.theme,.skip,.downloads,.menu,.samplers label,.targets,.tip,.sort::after,.chart details:not([open]){display:none!important}
.target[hidden]{display:block!important}
.charts{grid-template-columns:repeat(2,minmax(0,1fr));gap:1.2rem 1.6rem}
.wide .panels{grid-template-columns:repeat(3,minmax(0,1fr))}
.reading,.note{font-size:8.5pt}
.chart,.trust,tr,.panel{break-inside:avoid}
h2,h3{break-after:avoid}
.scroll,.plot,pre{overflow:visible}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
th,td{padding:.25rem .35rem}
table{font-size:7.5pt}.bar{display:none}
.lead{font-size:15pt}
a{color:inherit;text-decoration:none}
}`;

/** The same without charts, for pages of text: dark where the system asks for it, never in print. */
export function pageStyle(): string {
	return [
		base,
		`@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${darkColors}}}`,
		print,
	]
		.join("\n")
		.trim();
}

/** The whole style sheet. Dark colours apply by choice or by the system's setting, never in print. */
export function styleSheet(): string {
	return [
		base,
		edges,
		`@media screen{${dark(":root[data-theme=dark]")}}`,
		`@media screen and (prefers-color-scheme:dark){${dark(":root:not([data-theme=light])")}}`,
		print,
	]
		.join("\n")
		.trim();
}
