/**
 * Estimates beside pyerrors and ArviZ on series and weights that this file makes, line by line: tauInt and
 * the error of the mean, with the exact tauInt where it is known, and Pareto k-hat of weights; agreement,
 * or the reason.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { paretoSmooth } from "../core/statistics/weights/pareto.js";
import { estimateChains } from "../metrics/cell/estimate-chains.js";
import type { BenchPart } from "./part.js";
import { runScript } from "./peers.js";
import { table } from "./rounds.js";
import { type Example, examples, weightSets } from "./statistics-examples.js";
import { seriesReason, tailReason } from "./statistics-reasons.js";

const pair = z.tuple([z.number(), z.number()]);
const answer = z.object({
	name: z.string(),
	pyerrors: pair.optional(),
	refusal: z.string().optional(),
	arviz: pair.optional(),
	k: z.number().nullable().optional(),
});

const digits = (value: number | null | undefined) =>
	value === undefined || value === null ? "-" : value.toPrecision(4);

export const statistics: BenchPart = {
	name: "statistics",
	label: "tauInt, error of the mean and Pareto k beside pyerrors and ArviZ",
	async run(print, { save }) {
		const series = examples();
		const weights = weightSets();
		const answers = await ask(series, weights);
		if ("missing" in answers) {
			print(`pyerrors and ArviZ are missing: ${answers.missing}`);
			return;
		}
		print(answers.note);
		const rows = [
			[
				"series",
				"exact tau",
				"tau",
				"pyerrors",
				"ArviZ",
				"error",
				"pyerrors",
				"ArviZ",
				"agreement, or the reason",
			],
		];
		for (const [name, { values, tauInt }] of series) {
			const peer = answers.found.get(name);
			const { result } = estimateChains(
				{
					kind: "chains",
					count: values.length,
					chains: 1,
					columns: { o: values },
				},
				["o"],
				[],
				[],
			);
			const own = result.observables.o;
			const p = result.stationarity;
			const ok = own.status === "ok";
			rows.push([
				name,
				digits(tauInt),
				ok ? digits(own.tauInt) : "-",
				digits(peer?.pyerrors?.[0]),
				digits(peer?.arviz?.[0]),
				ok ? digits(own.error) : "-",
				digits(peer?.pyerrors?.[1]),
				digits(peer?.arviz?.[1]),
				p !== undefined && p < 1e-3
					? "refused: not stationary"
					: seriesReason(own, peer ?? {}, {
							count: values.length,
							exact: tauInt,
						}),
			]);
		}
		for (const line of table(rows)) print(line);
		const tails = [
			["weights", "k", "ArviZ", "difference", "agreement, or the reason"],
		];
		for (const [name, logWeights] of weights) {
			const { k } = paretoSmooth(logWeights);
			const other = answers.found.get(name)?.k;
			const known = Number.isFinite(k) && typeof other === "number";
			tails.push([
				name,
				Number.isFinite(k) ? digits(k) : "-",
				digits(other),
				known ? Math.abs(k - other).toExponential(0) : "-",
				tailReason(k, other),
			]);
		}
		for (const line of table(tails)) print(line);
		save({ series: rows, weights: tails });
	},
};

async function ask(
	series: ReadonlyMap<string, Example>,
	weights: ReadonlyMap<string, Float64Array>,
) {
	const folder = mkdtempSync(join(tmpdir(), "latticebench-statistics-"));
	try {
		const file = join(folder, "given.json");
		const arrays = (entries: Iterable<readonly [string, Float64Array]>) =>
			Object.fromEntries(
				[...entries].map(([name, values]) => [name, [...values]]),
			);
		writeFileSync(
			file,
			JSON.stringify({
				series: arrays(
					[...series].map(([name, { values }]) => [name, values] as const),
				),
				weights: arrays(weights),
			}),
		);
		const result = await runScript("mean_errors.py", { file });
		if ("missing" in result) return result;
		const [first, ...rest] = result.values;
		const { note } = z.object({ note: z.string() }).parse(first);
		const found = new Map(
			rest.map((value) => answer.parse(value)).map((one) => [one.name, one]),
		);
		return { note, found };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
