/**
 * A paragraph about methods in LaTeX, and BibTeX entries, from what in fact ran: targets, samplers with
 * their options and references, estimators, statistics, versions, hardware, seeds, and the commands that
 * repeat it. It says nothing that no record shows.
 */
import type { Comparison } from "../core/comparison.js";
import { defined, element } from "../core/elements.js";
import type {
	BenchRecord,
	Environment,
	EstimatorName,
} from "../core/record.js";
import { type Entry, entriesOf } from "./methods/bibliography.js";
import type { References } from "./methods/references.js";
import { settingsText } from "./methods/settings.js";
import { samplersText, targetsText } from "./methods/subjects.js";
import { arrange } from "./model/arrange.js";
import { commandsOf } from "./model/command.js";
import type { Model } from "./model/model.js";
import { escapeLatex } from "./text/escape.js";
import { enumerate, plural } from "./text/format.js";

export interface Methods {
	readonly tex: string;
	readonly bib: string;
}

export function methodsText(
	records: readonly BenchRecord[],
	references: References,
	comparison?: Comparison,
): Methods {
	const model = arrange(records, defined({ comparison }));
	const entries = new Map<string, Entry>();
	const cite = (reference: string): string => {
		const found = entriesOf(reference);
		for (const entry of found) entries.set(entry.key, entry);
		return found.length === 0
			? ""
			: `~\\cite{${found.map(({ key }) => key).join(",")}}`;
	};
	const sentences = [
		targetsText(model, references, cite),
		samplersText(model, references, cite),
		settingsText(model.current),
		...estimatorsText(model, cite),
		comparison === undefined
			? ""
			: `Samplers were compared in pairs by Student's and Hotelling's tests, corrected after Holm${cite("Scand. J. Stat. 6 (1979) 65")}.`,
		hardwareText(model),
		lostText(model),
	].filter((sentence) => sentence !== "");
	const commands = commandsOf(model.current);
	const repeat =
		commands.length === 0
			? ""
			: `\n% To repeat it:\n${commands.map((command) => `%   ${command.replaceAll("\n", " ")}\n`).join("")}`;
	return {
		tex: `% Written by latticebench methods from ${plural(model.current.length, "record")}.\n${sentences.join("\n")}\n${repeat}`,
		bib: `${[...entries.values()].map(({ bibtex }) => bibtex).join("\n\n")}\n`,
	};
}

/** Estimators that the records hold, with the methods behind their errors. */
function estimatorsText(
	{ current }: Model,
	cite: (reference: string) => string,
): string[] {
	const done = current.flatMap(({ estimators }) => estimators ?? []);
	const has = (name: EstimatorName) => done.some((e) => e[name] !== undefined);
	const chains = has("chain") || has("metropolis");
	const results = done.flatMap((e) => Object.values(e));
	const checks = current.flatMap((r) => Object.values(r.checks ?? {}));
	const passed = checks.filter(({ verdict }) => verdict === "pass").length;
	const failed = checks.filter(({ verdict }) => verdict === "fail").length;
	return [
		chains
			? `Errors of chains contain their integrated autocorrelation times, $\\tau_\\mathrm{int} = \\frac12 + \\sum_t \\rho(t)$, by the $\\Gamma$ method${cite("arXiv:hep-lat/0306017")}.`
			: "",
		has("reweighted")
			? `Draws of flows were reweighted with $w \\propto e^{-S}/q$; the tail of the weights was judged by the shape of a generalised Pareto distribution${cite("arXiv:1507.02646")}.`
			: "",
		has("metropolis")
			? `The same draws were also taken as proposals of an independence Metropolis chain${cite("arXiv:1904.12072")}.`
			: "",
		results.some(({ rHat }) => rHat !== undefined)
			? `Convergence of chains was judged by the split rank-normalised $\\hat R$${cite("arXiv:1903.08008")}.`
			: "",
		"The effective sample size is $\\mathrm{Var}(O)$ over the variance of the estimator of $\\langle O\\rangle$, for chains and weights alike, and is quoted for the observable in which it is smallest.",
		checks.length === 0
			? ""
			: `Of ${plural(checks.length, "check")} against exact identities, reference values and diagnostics ${passed} passed and ${failed} failed; a sampler that fails one is not ranked.`,
	];
}

function hardwareText({ current, machines }: Model): string {
	const environments = current.flatMap(({ environment }) => environment ?? []);
	const [first] = environments;
	if (first === undefined) return "";
	const of = (pick: (e: Environment) => string | undefined) =>
		enumerate([...new Set(environments.flatMap((e) => pick(e) ?? []))]);
	const commit = of((e) =>
		e.commit === undefined
			? undefined
			: `${e.commit.slice(0, 12)}${e.dirty ? " with uncommitted changes" : ""}`,
	);
	const dates = environments.map((e) => e.startedAt.slice(0, 10)).sort();
	const [from, to] = [element(dates, 0), element(dates, dates.length - 1)];
	const when = from === to ? `on ${from}` : `between ${from} and ${to}`;
	return `All of it was run by latticebench ${escapeLatex(of((e) => e.versions.latticebench))}${commit === "" ? "" : ` (commit ${escapeLatex(commit)})`} with Node ${escapeLatex(of((e) => e.versions.node))} and the ${escapeLatex(of((e) => e.backend))} backend of TensorFlow.js on ${escapeLatex(enumerate(machines.map(({ label }) => label)))}, ${when}.`;
}

/** Cells without result are part of the method too. */
function lostText({ sections }: Model): string {
	const lost = sections.flatMap(({ absent }) => absent);
	if (lost.length === 0) return "";
	const names = new Set(
		lost.map(
			({ sampler, target, status }) =>
				`${sampler.label} on ${target.label} (${status})`,
		),
	);
	return `${plural(lost.length, "cell")} gave no result: ${escapeLatex(enumerate([...names]))}.`;
}
