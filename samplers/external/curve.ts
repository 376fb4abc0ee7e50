/** What the child reports of its preparation: rows by stage, stamped with the clock of the harness. */
import type { History } from "../../core/record.js";
import { type Stage, stages } from "./protocol/notifications.js";

type Row = Readonly<Record<string, number>>;

/** Rows that are kept; from then on every second one is. */
const mostRows = 4096;

export class Curve {
	stage: Stage;
	latest: Row = {};
	fraction: number | undefined;
	readonly #seconds: () => number;
	#rows: { readonly stage: Stage; readonly row: Row }[] = [];

	constructor(first: Stage, seconds: () => number) {
		this.stage = first;
		this.#seconds = seconds;
	}

	add(report: Readonly<Record<string, unknown>>): void {
		const named = stages.find((stage) => stage === report.stage);
		if (named !== undefined) this.stage = named;
		const numbers = Object.entries(report).filter(
			(entry): entry is [string, number] =>
				typeof entry[1] === "number" &&
				Number.isFinite(entry[1]) &&
				entry[0] !== "seconds" &&
				entry[0] !== "fraction",
		);
		const { fraction } = report;
		if (typeof fraction === "number" && fraction >= 0 && fraction <= 1)
			this.fraction = fraction;
		if (numbers.length === 0) return;
		this.latest = Object.fromEntries(numbers);
		this.#rows.push({
			stage: this.stage,
			row: { ...this.latest, seconds: this.#seconds() },
		});
		if (this.#rows.length > mostRows)
			this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
	}

	/** One history for each stage that reported numbers. */
	history(): History[] {
		return stages.flatMap((phase) => {
			const rows = this.#rows.flatMap(({ stage, row }) =>
				stage === phase ? [row] : [],
			);
			if (rows.length === 0) return [];
			const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
			return [
				{
					phase,
					columns: Object.fromEntries(
						names.map((name) => [name, rows.map((row) => row[name] ?? null)]),
					),
				},
			];
		});
	}
}
