/**
 * How often a check fails Hamiltonian Monte Carlo, which is right, on small cells of a real run: each is
 * tuned, thermalised and drawn anew. Beside false-alarms.ts, whose chains have no trajectories, this
 * measures Creutz's identity and the tests of chains that were tuned. One in a thousand cells may fail.
 */
import type { Action } from "../actions/action.js";
import { freeField } from "../actions/scalar/free-field.js";
import { createLattice } from "../core/lattice.js";
import { hmc } from "../samplers/hmc/hmc.js";
import { alarmColumns, alarmRow, alarmsOf, cells } from "./false-alarms.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext, noLimit, phi4On, samplerOf } from "./training.js";

interface Case {
	readonly label: string;
	readonly action: Action;
	readonly options: object;
	readonly draws: number;
}

const tiny = freeField.create(createLattice([2, 2]), { m2: 2 });

const cases: Readonly<Record<string, Case>> = {
	"2x2-500": {
		label: "free field, 2 x 2, m2 = 2, 4 chains",
		action: tiny,
		options: { chains: 4 },
		draws: 500,
	},
	"2x2-2000": {
		label: "free field, 2 x 2, m2 = 2, 4 chains",
		action: tiny,
		options: { chains: 4 },
		draws: 2000,
	},
	// Tuned to a step near the limit of stability.
	stiff: {
		label: "free field, 4 x 4, m2 = 1, 16 chains, 10 steps",
		action: freeField.create(createLattice([4, 4]), { m2: 1 }),
		options: { chains: 16, steps: 10 },
		draws: 2000,
	},
	E1: {
		label: "phi^4, 6 x 6, lambda = 6.975, 16 chains",
		action: phi4On(6, 6.975),
		options: { chains: 16 },
		draws: 4000,
	},
};

/** false-alarms-hmc-2x2-500, and so on. */
export const falseAlarmsHmc: readonly BenchPart[] = Object.entries(cases).map(
	([name, { label, action, options, draws }]) => ({
		name: `false-alarms-hmc-${name}`,
		label: `cells and checks in ${cells} that fail though HMC is right (inconclusive checks per cell)`,
		async run(print, { rehearsal, save }) {
			const sampler = samplerOf(hmc, options);
			const alarms = await alarmsOf(
				`hmc/${name}`,
				action,
				rehearsal ? 2 : cells,
				async (random) => {
					const prepared = await sampler.prepare(action, noLimit, {
						...fixedContext(0),
						random,
					});
					try {
						return await prepared.draw(draws);
					} finally {
						prepared.dispose();
					}
				},
			);
			const rows = [
				["cells", "draws", ...alarmColumns],
				[label, String(draws), ...alarmRow(alarms)],
			];
			for (const line of table(rows)) print(line);
			save(alarms);
		},
	}),
);
