/** The origin of the numbers: machine, versions, commit, suite, command. */
import { element, groupBy } from "../../core/elements.js";
import type { BenchRecord, Environment } from "../../core/record.js";
import { commandsOf } from "../model/command.js";
import { machineOf, samplerKey } from "../model/identity.js";
import type { Model } from "../model/model.js";
import type { HtmlOptions } from "../report.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import { formatNumber, plural } from "../text/format.js";
import { relativePaths } from "../text/relative-paths.js";
import { documentationHtml } from "./documentation.js";
import { outsideRows } from "./outside.js";
import { papersHtml } from "./papers.js";

export function environmentHtml(model: Model, options: HtmlOptions): string {
	const groups = groupBy(
		model.current.filter(({ environment }) => environment !== undefined),
		(record) => {
			const { commit, versions, backend } = record.environment ?? {};
			const { key } = machineOf(record);
			return JSON.stringify([key, commit, versions, backend]);
		},
	);
	// The newest comes first. The rest of a long history is folded away.
	const tables = [...groups.values()]
		.sort((a, b) => (startOf(a) < startOf(b) ? 1 : -1))
		.map((group) => facts(group, groups.size > 1));
	const shown = tables.length > 3 ? 1 : tables.length;
	const earlier =
		shown === tables.length
			? ""
			: `<details><summary>${plural(tables.length - shown, "other environment")}</summary>${tables.slice(shown).join("")}</details>`;
	const command = options.command ?? commandsOf(model.current).join("\n");
	const repeat = command
		? `<h3>To repeat it</h3><pre tabindex="0"><code>${escapeHtml(command)}</code></pre>`
		: "";
	const suite = options.suite
		? `<details><summary>The suite, resolved</summary><pre tabindex="0"><code>${escapeLines(relativePaths(options.suite))}</code></pre></details>`
		: "";
	return `<section class="part" id="environment"><h2>Where this comes from</h2>${tables.slice(0, shown).join("")}${earlier}${repeat}${papersHtml(model, options.references ?? new Map())}${documentationHtml(model, options.documentation)}${optionsTable(model)}${suite}</section>`;
}

function startOf(group: readonly BenchRecord[]): string {
	const starts = group.flatMap((r) => r.environment?.startedAt ?? []);
	return starts.sort().at(-1) ?? "";
}

function facts(group: readonly BenchRecord[], several: boolean): string {
	const e = element(group, 0).environment as Environment;
	const starts = group.flatMap((r) => r.environment?.startedAt ?? []).sort();
	const rows: [string, string][] = [
		["Device", machineOf(element(group, 0)).label],
		["Processor", e.cpu],
		["Memory", `${formatNumber(e.memoryBytes / 2 ** 30, 3)} GiB`],
		["Platform", e.platform],
		["Backend", e.backend],
		[
			"Versions",
			Object.entries(e.versions)
				.map(([name, version]) => `${name} ${version}`)
				.join(", "),
		],
		[
			"Commit",
			e.commit
				? `${e.commit}${e.dirty ? ", with uncommitted changes" : ""}`
				: "unknown",
		],
		["Lockfile, SHA-256", e.lockfile ?? "unknown"],
		["Measured", timeSpan(starts)],
		...Object.entries(e.facts ?? {}).map(([name, value]): [string, string] => [
			words(name),
			typeof value === "number" ? amount(name, value) : String(value),
		]),
	];
	const title = several ? `<h3>${plural(group.length, "record")}</h3>` : "";
	return `${title}<div class="scroll" tabindex="0" role="region" aria-label="Environment"><table class="facts data"><tbody>${rows
		.map(
			([name, value]) =>
				`<tr><th scope="row">${escapeHtml(name)}</th><td>${nameHtml(value)}</td></tr>`,
		)
		.join("")}</tbody></table></div>`;
}

/** A number with the unit that its name ends with. */
function amount(name: string, value: number): string {
	if (/BytesPerSecond$/.test(name))
		return `${formatNumber(value / 1e9, 3)} GB/s`;
	if (/Flops$/.test(name)) return `${formatNumber(value / 1e9, 3)} GFLOP/s`;
	if (/bytes$/i.test(name)) return `${formatNumber(value / 2 ** 30, 3)} GiB`;
	return String(value);
}

/** "freeMemoryBytes" in words: "Free memory". */
function words(name: string): string {
	const text = name
		.replace(/(Bytes|BytesPerSecond|Flops)$/, "")
		.replace(
			/([a-z])([A-Z])/g,
			(_, a: string, b: string) => `${a} ${b.toLowerCase()}`,
		);
	return text === "" ? name : element(text, 0).toUpperCase() + text.slice(1);
}

function timeSpan(starts: readonly string[]): string {
	if (starts.length === 0) return "unknown";
	const first = starts[0];
	const last = starts[starts.length - 1];
	return first === last
		? `from ${first}`
		: `cells started from ${first} to ${last}`;
}

/** The options of each sampler in these runs. */
function optionsTable(model: Model): string {
	const rows = model.samplers.map((sampler) => {
		const { label, name, options, module } = sampler;
		const list = Object.entries(options).map(
			([key, value]) =>
				`${key} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
		);
		return `<tr><th scope="row">${nameHtml(label)}</th><td>${nameHtml(name)}${originHtml(module)}</td><td>${nameHtml(list.join(", ") || "defaults")}</td></tr>${engineRows(model, sampler.key)}${outsideRows(model, sampler.key)}`;
	});
	const targets = model.sections.map(({ target, records }) => {
		return `<tr><th scope="row">${nameHtml(target.label)}</th><td>${nameHtml(`${target.action} ${target.shape.join("×")}`)}${originHtml(element(records, 0).action.module)}</td><td>${nameHtml(target.couplings)}</td></tr>`;
	});
	return `<details><summary>Targets and options of the samplers</summary><div class="scroll" tabindex="0" role="region" aria-label="Targets and options"><table class="facts data"><tbody>${targets.join("")}${rows.join("")}${observableRows(model)}</tbody></table></div></details>`;
}

/** Which engines a sampler ran on, with the targets of each where there are several. */
function engineRows(model: Model, key: string): string {
	const targets = new Map<string, Set<string>>();
	for (const record of model.current) {
		const { engine, fusedKernel } = record.facts ?? {};
		if (samplerKey(record) !== key || engine === undefined) continue;
		const text = [engine, fusedKernel].filter(Boolean).join("; ");
		const own = targets.get(text) ?? new Set();
		targets.set(text, own.add(record.action.label));
	}
	return [...targets]
		.map(([engine, labels]) => {
			const where =
				targets.size === 1 ? "" : ` (${[...labels].map(nameHtml).join(", ")})`;
			return `<tr><td></td><td>engine</td><td>${nameHtml(engine)}${where}</td></tr>`;
		})
		.join("");
}

/** The modules whose observables were measured beside the built-in ones. */
function observableRows(model: Model): string {
	const modules = model.current.flatMap(({ observables }) => observables ?? []);
	return [...new Set(modules.map(originHtml))]
		.map((html) => `<tr><td></td><td>observables</td><td>${html}</td></tr>`)
		.join("");
}

/** The origin of code that is not built in. */
function originHtml(module: BenchRecord["action"]["module"]): string {
	if (module === undefined) return "";
	return ` from ${nameHtml(module.path)}, SHA-256 ${escapeHtml(module.sha256.slice(0, 12))}…`;
}

/** Escapes text. Line breaks and tabs are kept. */
function escapeLines(text: string): string {
	return text
		.split(/\r?\n/)
		.map((line) => line.split("\t").map(escapeHtml).join("\t"))
		.join("\n");
}
