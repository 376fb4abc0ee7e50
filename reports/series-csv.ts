/**
 * What records hold along an axis, as one long table (CSV, RFC 4180): histories of preparations,
 * thinned Monte Carlo histories, rho(t), C(t) and the weights. One point a line. docs/figures.md
 * describes the columns.
 */
import { element } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import { csvText } from "./text/csv-text.js";

const columns = [
	"key",
	"target",
	"sampler",
	"seed",
	"series",
	"name",
	"chain",
	"x",
	"value",
	"error",
] as const;

interface Point {
	readonly series: string;
	readonly name: string;
	readonly chain?: number;
	readonly x: number;
	readonly value: number;
	readonly error?: number | undefined;
}

/** All series of all records. The header is always present. */
export function seriesCsv(records: readonly BenchRecord[]): string {
	return csvText(
		columns,
		records.flatMap((record) => {
			const { key, action, sampler, seed } = record;
			return pointsOf(record).map((point) => [
				...[key, action.label, sampler.label, seed],
				...[point.series, point.name, point.chain],
				...[point.x, point.value, point.error],
			]);
		}),
	);
}

function pointsOf({ history = [], diagnostics = {} }: BenchRecord): Point[] {
	const { traces, autocorrelation, twoPoint, logWeights } = diagnostics;
	return [
		...history.flatMap(({ phase, columns }) =>
			Object.entries(columns).flatMap(([name, column]) =>
				column.flatMap((value, x) =>
					value === null ? [] : { series: phase, name, x, value },
				),
			),
		),
		...Object.entries(traces?.series ?? {}).flatMap(([name, chains]) =>
			chains.flatMap((values, chain) =>
				values.map((value, i) => ({
					...{ series: "trace", name, chain, value },
					x: i * (traces?.stride ?? 1),
				})),
			),
		),
		...Object.entries(autocorrelation ?? {}).flatMap(([name, { rho, error }]) =>
			rho.map((value, x) => ({
				...{ series: "autocorrelation", name, x, value },
				error: error[x],
			})),
		),
		...(twoPoint?.value ?? []).map((value, x) => ({
			...{ series: "twoPoint", name: "C", x, value },
			error: twoPoint?.error[x],
		})),
		...(logWeights?.counts ?? []).map((value, i) => ({
			...{ series: "logWeights", name: "count", value },
			// The lower edge of the bin.
			x: element(logWeights?.edges ?? [], i),
		})),
	];
}
