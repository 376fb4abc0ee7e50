/**
 * Local Metropolis updates (Metropolis et al., J. Chem. Phys. 21 (1953) 1087) of a scalar field: site
 * after site, propose phi' uniformly in phi ± width and accept it with probability
 * min(1, exp(-Delta S)). The sweeps are in a fixed order, so the chain is not reversible, but each
 * update leaves exp(-S) invariant, and hence so does the sweep.
 *
 * Only the links of the site enter Delta S, which takes the polynomial of the action: `supports`
 * declines actions that have none. The width is tuned while the chains thermalise, and fixed after.
 */
import { fillNormal, neighbours, polynomialOf, z } from "latticebench";

const options = z.strictObject({
	chains: z.int().min(1).default(16),
	/** Share of the proposals that tuning aims at. */
	acceptance: z.number().min(0.1).max(0.9).default(0.5),
	/** Sweeps to discard, unless the suite's budget names steps. */
	thermalise: z.int().min(0).default(1000),
	/** Sweeps from one stored configuration to the next. */
	storeEvery: z.int().min(1).default(1),
});

/** @typedef {import("zod").infer<typeof options>} Options */
/** @typedef {import("latticebench").Action} Action */
/** @typedef {import("latticebench").Polynomial} Polynomial */

/** @type {import("latticebench").SamplerDefinition<Options>} */
export const metropolis = {
	name: "metropolis",
	label: "local Metropolis updates, width tuned",
	reference: "J. Chem. Phys. 21 (1953) 1087",
	options,
	create: (chosen) => ({
		supports: (action) =>
			polynomialOf(action) === undefined
				? { ok: false, reason: "needs an action that states its polynomial" }
				: { ok: true },
		prepare: (action, budget, context) =>
			prepare(action, chosen, budget, context),
	}),
};

/**
 * @param {Action} action
 * @param {Options} chosen
 * @param {import("latticebench").Budget} budget
 * @param {import("latticebench").Context} context
 * @returns {Promise<import("latticebench").Prepared>}
 */
async function prepare(action, chosen, budget, context) {
	const polynomial = polynomialOf(action);
	if (polynomial === undefined) throw new Error("no polynomial");
	const { chains, storeEvery } = chosen;
	const { resume, meter } = context;
	const { lattice, size } = action.space;
	const nearest = neighbours(lattice);
	const random = context.random.fork("updates");
	const fields =
		resume === undefined
			? fillNormal(
					context.random.fork("start"),
					new Float64Array(chains * size),
				)
			: Float64Array.from(resume.arrays.fields);
	random.position = Number(resume?.state.position ?? 0);
	let width = Number(resume?.state.width ?? 1);
	let done = Number(resume?.state.done ?? 0);
	let ready = resume?.prepared === true;
	const wanted = budget.steps ?? chosen.thermalise;
	/** One sweep of every chain; returns the share of accepted proposals. */
	const sweep = () => {
		let accepted = 0;
		for (let chain = 0; chain < chains; chain++) {
			const field = fields.subarray(chain * size, (chain + 1) * size);
			for (let site = 0; site < size; site++) {
				const proposal = field[site] + width * (2 * random.uniform() - 1);
				const change = changeOf(polynomial, nearest, field, site, proposal);
				if (random.uniform() >= Math.exp(-change)) continue;
				field[site] = proposal;
				accepted++;
			}
		}
		// A sweep computes every term of S once.
		meter.count({ action: chains });
		return accepted / fields.length;
	};
	const checkpoint = async () => ({
		sampler: "metropolis",
		prepared: ready,
		state: { position: random.position, width, done },
		arrays: { fields: fields.slice() },
	});

	await meter.phase("thermalise");
	while (!ready && done < wanted && meter.seconds < budget.seconds) {
		context.signal.throwIfAborted();
		const rate = sweep();
		done++;
		// A smaller and smaller step towards the width that is wanted (Robbins and Monro).
		width *= Math.exp((rate - chosen.acceptance) / Math.sqrt(done));
		context.progress(done / wanted, { sweep: done, acceptance: rate });
		await context.offer(checkpoint);
	}
	ready = true;

	return {
		history: [],
		facts: { chains, width, sweepsDiscarded: done },
		async draw(count) {
			await meter.phase("draw");
			const length = Math.ceil(count / chains);
			const drawn = new Float64Array(length * chains * size);
			const values = new Float64Array(length * chains);
			for (let i = 0; i < length; i++) {
				context.signal.throwIfAborted();
				for (let k = 0; k < storeEvery; k++) sweep();
				for (let chain = 0; chain < chains; chain++) {
					const field = fields.subarray(chain * size, (chain + 1) * size);
					const place = chain * length + i;
					drawn.set(field, place * size);
					values[place] = actionOf(polynomial, nearest, field);
				}
			}
			return {
				space: action.space,
				count: length * chains,
				fields: drawn,
				action: values,
				structure: { kind: "chains", chains, accepted: null },
			};
		},
		checkpoint,
		dispose() {},
	};
}

/**
 * @param {Polynomial} polynomial
 * @param {number} phi
 */
function potentialOf({ potential }, phi) {
	return potential.reduceRight(
		(sum, coefficient) => sum * phi + coefficient,
		0,
	);
}

/**
 * S with the site's field at `proposal`, minus S.
 * @param {Polynomial} polynomial
 * @param {Int32Array} nearest the neighbours of each site, up and down in each direction
 * @param {Float64Array} field
 * @param {number} site
 * @param {number} proposal
 */
function changeOf(polynomial, nearest, field, site, proposal) {
	const phi = field[site];
	const links = nearest.length / field.length;
	let change = potentialOf(polynomial, proposal) - potentialOf(polynomial, phi);
	for (let link = 0; link < links; link++) {
		const other = nearest[site * links + link];
		// In a direction of one site, the neighbour is the site itself.
		if (other === site) continue;
		const step = (proposal - field[other]) ** 2 - (phi - field[other]) ** 2;
		change += polynomial.kinetic * step;
	}
	return change;
}

/**
 * @param {Polynomial} polynomial
 * @param {Int32Array} nearest
 * @param {Float64Array} field
 */
function actionOf(polynomial, nearest, field) {
	const links = nearest.length / field.length;
	return field.reduce((sum, phi, site) => {
		let density = potentialOf(polynomial, phi);
		// Links up: every second one.
		for (let link = 0; link < links; link += 2)
			density +=
				polynomial.kinetic * (field[nearest[site * links + link]] - phi) ** 2;
		return sum + density;
	}, 0);
}
