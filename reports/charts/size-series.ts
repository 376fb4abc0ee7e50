/** What the rows of one sampler say on lattices of several sizes. */
import { element, groupBy } from "../../core/elements.js";
import {
	fitPowerLaw,
	type PowerLaw,
} from "../../core/statistics/inference/power-law.js";
import { combineEstimates } from "../model/combine.js";
import type { Model, Row } from "../model/model.js";
import { valueSymbol } from "../model/symbols.js";

export interface Point {
	readonly row: Row;
	readonly extent: number;
	readonly value: number;
	readonly error: number;
}

export interface Series {
	readonly label: string;
	readonly points: readonly Point[];
}

type Pick = (row: Row) => readonly [value: number, error: number] | undefined;

/** Rows with the same sampler, estimator and action on lattices of at least two sizes. */
export function seriesOf(model: Model, pick: Pick): Series[] {
	const picks = model.sections.flatMap(({ target, machine, rows }) =>
		rows.flatMap((row) => {
			const [value = 0, error = 0] = pick(row) ?? [];
			if (row.state === "failed" || !(value > 0)) return [];
			const { shape, action } = target;
			const extent = shape.reduce((a, b) => a * b, 1) ** (1 / shape.length);
			const { sampler, estimator } = row;
			const kind = [sampler.key, estimator, action, shape.length, machine.key];
			return { kind: kind.join(" "), point: { row, extent, value, error } };
		}),
	);
	return [...groupBy(picks, ({ kind }) => kind).values()]
		.map((group) => {
			const points = group.map(({ point }) => point);
			return { label: element(points, 0).row.label, points };
		})
		.filter(({ points }) => new Set(points.map((p) => p.extent)).size > 1);
}

/** tau_int of each observable whose history the records keep, in all chains that resolve it in every seed. */
export function tauSeries(model: Model): (readonly [string, Series])[] {
	const names = new Set(
		model.sections.flatMap(({ records }) =>
			records.flatMap(({ diagnostics }) =>
				Object.keys(diagnostics?.traces?.series ?? {}),
			),
		),
	);
	return [...names].flatMap((name) => {
		const title = `τ_int of ${valueSymbol(element(model.sections, 0).symbols, name)}`;
		return seriesOf(model, ({ estimator, seeds }) => {
			if (estimator !== "chain") return undefined;
			const found = seeds.flatMap(({ record }) => {
				const { status, tauInt, tauIntError } =
					record.estimators?.chain?.observables[name] ?? {};
				return status !== "ok" || tauInt === undefined
					? []
					: { value: tauInt, error: tauIntError ?? 0 };
			});
			const tau =
				found.length < seeds.length ? undefined : combineEstimates(found);
			return tau === undefined ? undefined : [tau.value, tau.error];
		}).map((series) => [title, series] as const);
	});
}

/** Undefined below three sizes. */
export function fitOf(points: readonly Point[]): PowerLaw | undefined {
	return fitPowerLaw(
		points.map(({ extent, value, error }) => ({
			x: extent,
			y: value,
			relativeError: error / value,
		})),
	);
}
