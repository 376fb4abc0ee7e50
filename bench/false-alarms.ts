/**
 * How often a check fails a sampler that is right: small cells of a free field on 2 x 2 sites, whose chains
 * move by phi' = a phi + sqrt(1 - a^2) psi with psi an exact draw, so that every identity and exact value
 * holds, and weighted cells whose model has another mass. One in a thousand cells may fail.
 */
import type { Action } from "../actions/action.js";
import { freeField } from "../actions/scalar/free-field.js";
import type { Ensemble } from "../core/ensemble.js";
import { coordinate, createLattice } from "../core/lattice.js";
import { createRandom, type Random } from "../core/random.js";
import { evaluate } from "../metrics/cell/evaluate.js";
import { Measurements } from "../metrics/cell/measurements.js";
import { checks } from "../metrics/checks/checks.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

export const cells = 1000;
const effective = [25, 100, 1000];
const chains = 4;
const lattice = createLattice([2, 2]);
const action = freeField.create(lattice, { m2: 2 });
/** M^2 of the weighted model. */
const modelMass2 = 1.8;

/** m2 + khat^2 of every momentum. */
function eigenvalues(m2: number): number[] {
	return Array.from({ length: lattice.sites }, (_, k) => {
		let value = m2;
		for (let mu = 0; mu < lattice.dimension; mu++)
			value += 4 * Math.sin((Math.PI * coordinate(lattice, k, mu)) / 2) ** 2;
		return value;
	});
}

/** On extents of 2 the plane waves are real: +-1 / sqrt(V). */
const waves = Array.from({ length: lattice.sites }, (_, k) =>
	Array.from({ length: lattice.sites }, (_, x) => {
		let odd = 0;
		for (let mu = 0; mu < lattice.dimension; mu++)
			odd += coordinate(lattice, k, mu) * coordinate(lattice, x, mu);
		return (odd % 2 === 0 ? 1 : -1) / Math.sqrt(lattice.sites);
	}),
);

/** Fields and sum_k e_k |phi_k|^2 = S for the modes' amplitudes in units of their width. */
function place(
	amplitudes: readonly number[],
	m2: number,
	fields: Float64Array,
	at: number,
): void {
	eigenvalues(m2).forEach((e, k) => {
		const size = amplitudes[k] / Math.sqrt(2 * e);
		for (let x = 0; x < lattice.sites; x++)
			fields[at * lattice.sites + x] += size * waves[k][x];
	});
}

function actionOf(fields: Float64Array, at: number, m2: number): number {
	const field = fields.subarray(at * lattice.sites, (at + 1) * lattice.sites);
	return eigenvalues(m2).reduce((sum, e, k) => {
		const phi = field.reduce(
			(total, value, x) => total + value * waves[k][x],
			0,
		);
		return sum + e * phi * phi;
	}, 0);
}

function chainCell(random: Random, ess: number): Ensemble {
	const a = 0.6; // tauInt 2 of odd quantities, 1.06 of even ones
	const length = Math.ceil((ess * 4) / chains);
	const count = length * chains;
	const fields = new Float64Array(count * lattice.sites);
	for (let c = 0; c < chains; c++) {
		let modes = waves.map(() => random.normal());
		for (let i = 0; i < length; i++) {
			modes = modes.map(
				(mode) => a * mode + Math.sqrt(1 - a * a) * random.normal(),
			);
			place(modes, 2, fields, c * length + i);
		}
	}
	return {
		space: action.space,
		count,
		fields,
		action: Float64Array.from({ length: count }, (_, i) =>
			actionOf(fields, i, 2),
		),
		structure: { kind: "chains", chains, accepted: null },
	};
}

function weightedCell(random: Random, ess: number): Ensemble {
	const count = Math.ceil(1.05 * ess);
	const fields = new Float64Array(count * lattice.sites);
	for (let i = 0; i < count; i++)
		place(
			waves.map(() => random.normal()),
			modelMass2,
			fields,
			i,
		);
	const values = Float64Array.from({ length: count }, (_, i) =>
		actionOf(fields, i, 2),
	);
	const logZ = eigenvalues(modelMass2).reduce(
		(sum, e) => sum + Math.log(Math.PI / e) / 2,
		0,
	);
	return {
		space: action.space,
		count,
		fields,
		action: values,
		structure: {
			kind: "weighted",
			logWeights: values.map(
				(s, i) => -s + actionOf(fields, i, modelMass2) + logZ,
			),
		},
	};
}

/** Cells and checks that fail, of as many that are right. */
export async function alarmsOf(
	name: string,
	action: Action,
	repeated: number,
	make: (random: Random) => Ensemble | Promise<Ensemble>,
): Promise<Alarms> {
	const failed: Record<string, number> = {};
	let failedCells = 0;
	let open = 0;
	for (let r = 0; r < repeated; r++) {
		const random = createRandom(`alarms/${name}/${r}`);
		const measurements = new Measurements(action);
		measurements.add(await make(random));
		const found = checks(
			evaluate(measurements, random.fork("evaluate")),
			action,
		);
		const wrong = Object.entries(found).filter(
			([, { verdict }]) => verdict === "fail",
		);
		for (const [check] of wrong) failed[check] = (failed[check] ?? 0) + 1;
		if (wrong.length > 0) failedCells++;
		open += Object.values(found).filter(
			({ verdict }) => verdict === "inconclusive",
		).length;
	}
	return { cells: repeated, failedCells, open: open / repeated, failed };
}

/** `open` counts inconclusive checks of a cell. */
export interface Alarms {
	readonly cells: number;
	readonly failedCells: number;
	readonly open: number;
	readonly failed: Readonly<Record<string, number>>;
}

export const alarmColumns = ["failed cells", "open per cell", "failed checks"];

export function alarmRow({ failedCells, open, failed }: Alarms): string[] {
	const list = Object.entries(failed).map(
		([check, times]) => `${check} ${times}`,
	);
	return [String(failedCells), open.toFixed(1), list.join(", ") || "none"];
}

export const falseAlarms: BenchPart = {
	name: "false-alarms",
	label: `cells and checks in ${cells} that fail though the sampler is right (inconclusive checks per cell)`,
	async run(print, { rehearsal, save }) {
		const rows = [["cells", "N_eff", ...alarmColumns]];
		const results: Record<string, Alarms> = {};
		for (const [name, make] of [
			["chains", chainCell],
			["weighted", weightedCell],
		] as const) {
			for (const ess of effective) {
				const alarms = await alarmsOf(
					`${name}/${ess}`,
					action,
					rehearsal ? 5 : cells,
					(random) => make(random, ess),
				);
				results[`${name} ${ess}`] = alarms;
				rows.push([name, String(ess), ...alarmRow(alarms)]);
			}
		}
		for (const line of table(rows)) print(line);
		save(results);
	},
};
