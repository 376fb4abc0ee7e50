/** The head of the page: title, size of the run, machine, date, and the choice of colours. */
import type { Model } from "../model/model.js";
import { nameHtml } from "../text/escape.js";
import { plural } from "../text/format.js";

export function mastHtml(model: Model, title: string): string {
	const machines = model.machines.map((machine) => machine.label);
	const [machine = ""] = machines;
	const where =
		machines.length === 1 ? machine : plural(machines.length, "machine");
	const latest = model.current
		.flatMap((record) => record.environment?.startedAt.slice(0, 10) ?? [])
		.sort()
		.at(-1);
	const facts = [
		plural(model.current.length, "cell"),
		plural(model.samplers.length, "sampler"),
		where,
		...(latest === undefined ? [] : [latest]),
	];
	return `<header class="mast"><div><p class="kicker">latticebench report</p><h1>${nameHtml(title)}</h1><p class="sub">${facts.map(nameHtml).join(" · ")}</p></div><div class="theme" role="group" aria-label="Colours"><button type="button" data-theme="auto" aria-pressed="true">Auto</button><button type="button" data-theme="light" aria-pressed="false">Light</button><button type="button" data-theme="dark" aria-pressed="false">Dark</button></div></header>`;
}
