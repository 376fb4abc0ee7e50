/**
 * Shared by the HMC kernels: the layouts of their parameters, and the action of a site.
 *
 *   S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + w (linear + quartic w) ] + constant,
 *   w = phi_x^2 - centre.
 *
 * In a double well, `centre` is the square of its minima. The sums then contain fluctuations about
 * the minima and not the difference of large numbers.
 *
 * Momenta are stored as q = p / (2 kinetic kick), as on the CPU (samplers/hmc/simd/kick.as.ts): q
 * += sum of neighbours - phi (a + b phi^2), phi += c q with c = 2 kinetic kick drift.
 */

export interface ModelParameters {
	/** 2 d + quadratic / kinetic. */
	readonly a: number;
	/** 2 quartic / kinetic. */
	readonly b: number;
	readonly kinetic: number;
	readonly linear: number;
	readonly quartic: number;
	readonly centre: number;
	/** Constant of S for the whole lattice, in float64. The kernels leave it out. */
	readonly constant: number;
}

/** `potential` is [constant, 0, quadratic, 0, quartic]. */
export function modelOf(
	dimension: number,
	sites: number,
	kinetic: number,
	potential: readonly number[],
): ModelParameters {
	const [constant = 0, , quadratic = 0, , quartic = 0] = potential;
	const doubleWell = quadratic < 0 && quartic > 0;
	const centre = doubleWell ? Math.fround(-quadratic / (2 * quartic)) : 0;
	return {
		a: 2 * dimension + quadratic / kinetic,
		b: (2 * quartic) / kinetic,
		kinetic,
		linear: quadratic + 2 * quartic * centre,
		quartic,
		centre,
		constant: sites * (constant + centre * (quadratic + quartic * centre)),
	};
}

/** In the layout of the uniform `model`. */
export function modelNumbers(model: ModelParameters): Float32Array {
	const { a, b, kinetic, linear, quartic, centre } = model;
	return new Float32Array([a, b, kinetic, linear, quartic, centre, 0, 0]);
}

/** Words of one `Plan`. */
export const planWords = 8;

/** Words of a `Job`. */
export const jobWords = 14;

export interface JobParameters {
	readonly key: readonly [number, number];
	/** Trajectories [first, last) of the plans. */
	readonly first: number;
	readonly last: number;
	/** Chains [begin, end) of the buffers. */
	readonly begin: number;
	readonly end: number;
	/** Number of the first chain of the buffers, and how many chains these hold. */
	readonly offset: number;
	readonly chains: number;
	/** Fields are stored after every so many trajectories. 0 means never. */
	readonly every: number;
	/** Number of trajectories between the last stored one and the first of the plans. */
	readonly since: number;
	/** Number of trajectories for which the results have room. */
	readonly rows: number;
	/** Sites of a thread's box. 0 if there are no boxes. */
	readonly box: number;
}

/** In the layout of the uniform `job`. */
export function jobNumbers(job: JobParameters): Uint32Array {
	const { key, first, last, begin, end, offset, chains } = job;
	const { every, since, rows, box } = job;
	return new Uint32Array([
		...[key[0], key[1], first, last, begin, end],
		...[offset, chains, every, since, rows, box, 0, 0],
	]);
}

/**
 * Words of the result of one trajectory of one chain: S and M as pairs, Delta H, accepted. Each is
 * [chains, rows].
 */
export const resultWords = 6;

/** Layouts of the parameters. */
export const structSource = /* wgsl */ `
struct Plan {
	number: u32,
	kicks: u32,
	// Drifts of phi in units of q: at both ends, after kicks 0, 2, ..., after kicks 1, 3, ...
	ends: f32,
	even: f32,
	odd: f32,
	// q = p times this.
	inverse: f32,
	// Kinetic energy of q = 1.
	energy: f32,
	unused: u32,
}

struct Job {
	key: vec2u,
	// Trajectories [first, last) of the plans.
	first: u32,
	last: u32,
	// Chains [begin, end) of the buffers.
	begin: u32,
	end: u32,
	// Number of the first chain of the buffers, and how many chains these hold.
	offset: u32,
	chains: u32,
	// Fields are stored after every so many trajectories. 0 means never.
	every: u32,
	// Number of trajectories between the last stored one and the first of the plans.
	since: u32,
	// Number of trajectories for which the results have room.
	rows: u32,
	// Sites of a thread's box. Compilers learn it too late to unroll the loop over them.
	box: u32,
	zero: u32,
}

struct Model {
	a: f32,
	b: f32,
	kinetic: f32,
	linear: f32,
	quartic: f32,
	centre: f32,
	unused0: f32,
	unused1: f32,
}
`;

/** The action of one site or of four, with the uniform `model`. */
export const siteSource = (sites: "f32" | "vec4f"): string => /* wgsl */ `
// squares: of the differences to the forward neighbours.
fn siteAction(phi: ${sites}, squares: ${sites}) -> ${sites} {
	let w = fma(phi, phi, ${sites}(-model.centre));
	return fma(w, fma(${sites}(model.quartic), w, ${sites}(model.linear)), model.kinetic * squares);
}

fn kicked(q: ${sites}, phi: ${sites}, neighbours: ${sites}) -> ${sites} {
	return fma(-phi, fma(${sites}(model.b), phi * phi, ${sites}(model.a)), q + neighbours);
}
`;

/**
 * The accept step, with `hold` of samplers/hmc/gpu/sums.wgsl.ts. `leave` writes to `results` as the
 * uniform `job` says.
 */
export const acceptSource = /* wgsl */ `
fn isFinite(x: f32) -> bool {
	return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

// Delta H. Infinite if the trajectory diverged.
fn energyChange(before: vec2f, after: vec2f, squares: vec2f, energy: f32) -> f32 {
	let action = hold(after.x - before.x) + (after.y - before.y);
	return fma(energy, squares.x + squares.y, action);
}

// S, M, Delta H and the decision of one trajectory of one chain.
fn leave(trajectory: u32, chain: u32, action: vec2f, total: vec2f, change: f32, accepted: bool) {
	let at = chain * job.rows + trajectory;
	let step = job.chains * job.rows;
	results[at] = bitcast<u32>(action.x);
	results[at + step] = bitcast<u32>(action.y);
	results[at + 2u * step] = bitcast<u32>(total.x);
	results[at + 3u * step] = bitcast<u32>(total.y);
	results[at + 4u * step] = select(0x7f800000u, bitcast<u32>(change), isFinite(change));
	results[at + 5u * step] = select(0u, 1u, accepted);
}
`;
