/** The style sheet of the documentation: colours, letters and print of the report. */
import { pageStyle } from "../reports/html/style.js";

export function siteStyle(): string {
	return `${pageStyle()}
.top{display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;align-items:baseline;max-width:78rem;margin:0 auto;padding:1.25rem 1.5rem;font:.9375rem/1.3 var(--sans)}
.top .home{font-weight:650;color:var(--ink);text-decoration:none;margin-right:auto}
.site{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:3rem;max-width:78rem;margin:0 auto;padding:1rem 1.5rem 0;border-top:2px solid var(--ink)}
.site main{grid-column:2;grid-row:1;min-width:0}
.pages{grid-column:1;grid-row:1;font:.875rem/1.4 var(--sans)}
.pages ul{list-style:none;margin:0;padding:0}
.pages>ul>li{margin-bottom:1.1rem}
.pages b{color:var(--muted);font-weight:600}
.pages li li{margin:.3rem 0}
.pages a{color:var(--ink);text-decoration:none}
.pages a:hover{text-decoration:underline}
.pages a[aria-current]{font-weight:650;color:var(--accent)}
.jump{display:none}
.contents{font:.875rem/1.45 var(--sans);border-left:3px solid var(--rule);padding:.1rem 0 .1rem 1rem;margin:1.2rem 0}
.contents ul{list-style:none;margin:0;padding:0}
main h1{font-size:1.9rem;margin:.3rem 0 1rem}
main h2{font-size:1.4rem;margin:2.4rem 0 .7rem}
main h3{font-size:1.1rem;margin:1.8rem 0 .5rem}
main p,main>ul,main>ol{max-width:72ch}
main p{margin:.8rem 0}
main li{margin:.3rem 0}
main code{font:.86em/1.4 var(--mono);background:var(--soft);padding:.05em .25em;border-radius:3px;overflow-wrap:anywhere}
main pre{margin:1rem 0}
main pre code{font:inherit;background:none;padding:0;overflow-wrap:normal}
main table{border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
main th,main td{white-space:normal;text-align:left;min-width:3.5rem;vertical-align:top}
main img{max-width:100%;height:auto;background:#fff}
main th code{white-space:nowrap}
main td img{min-width:12rem}
main input{font:1rem/1.3 var(--sans);width:min(30rem,100%);padding:.5rem .7rem;margin-top:.3rem;border:1px solid var(--muted);border-radius:5px;background:var(--card);color:var(--ink)}
#found p{margin:.1rem 0 .9rem;font:.875rem/1.45 var(--sans);color:var(--muted);overflow-wrap:anywhere}
footer{max-width:78rem;margin:3rem auto 2rem;padding:1rem 1.5rem}
@media (max-width:56rem){.site{display:block}.pages{margin-top:3rem;border-top:1px solid var(--rule);padding-top:1.2rem}.jump{display:inline}.top,.site,footer{padding-left:1rem;padding-right:1rem}main h1{font-size:1.6rem;overflow-wrap:anywhere}}
@media print{.top,.pages,.contents,footer{display:none}.site{display:block;padding:0;border:0;max-width:none}main table{font-size:8pt}main a[href^="http"]::after{content:" (" attr(href) ")";font-size:8pt;overflow-wrap:anywhere}}
`;
}
