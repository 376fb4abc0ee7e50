/**
 * Turns the parameters of the equivariant flow into the tables that its GPU kernels read, and
 * gradients back. The host computes what is small and needs float64: the nodes of the splines, and
 * the kernel in the basis of time. The device computes the sums over orbits and over times, which
 * grow with the lattice and the steps.
 */
import { neighbours } from "../../../core/lattice.js";
import { FreeFieldStart } from "../free-field.js";
import { type CnfModel, timeBasis } from "../model.js";
import { KernelModes } from "../modes.js";
import { ChannelNodes, type SplineGrid } from "../nodes.js";
import { sliceOffsets } from "./common.wgsl.js";
import type { CallWords, GpuCnfDevice } from "./device.js";
import { collectThreads } from "./ends.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";
import { spectrumWords, wordThreads } from "./tables.wgsl.js";

/** Most workgroups of a kernel over words. */
const mostWordGroups = 1024;

export class GpuCnfTables {
	readonly start: FreeFieldStart;
	readonly #model: CnfModel;
	readonly #device: GpuCnfDevice;
	readonly #nodes: ChannelNodes;
	readonly #modes: KernelModes;
	#parameters = new Float32Array(0);
	/** K_m(t). */
	#basis: Float64Array = new Float64Array(0);
	/** W^f_0(t). */
	#origin: Float64Array = new Float64Array(0);
	#steps = 0;

	constructor(model: CnfModel, grid: SplineGrid, device: GpuCnfDevice) {
		this.#model = model;
		this.#device = device;
		this.#nodes = new ChannelNodes(model, grid);
		this.#modes = new KernelModes(model);
		this.start = new FreeFieldStart(model);
		device.write("geometry", geometryTable(model));
	}

	/** Brings the tables on the device up to date. */
	async update(parameters: Float32Array, steps: number): Promise<void> {
		const fresh = !same(this.#parameters, parameters);
		if (!fresh && steps === this.#steps) return;
		const device = this.#device;
		const { shape } = device;
		const { channels, orbits, rows } = shape;
		const { config, times: modes } = this.#model;
		const times = 2 * steps + 1;
		device.buffer("spectra", modes * spectrumWords(shape));
		const spectra = this.#chunks(steps);
		if (fresh) {
			this.#nodes.update(parameters);
			this.#modes.update(parameters);
			const nodes = new Float32Array(channels * rows);
			this.#nodes.write(nodes);
			device.write("nodes", inVectors(nodes, rows, shape));
		}
		if (steps !== this.#steps) this.#basis = timeBasis(config.timeModes, steps);
		this.#origin = this.#modes.origin(this.#basis);
		const basis = new Float32Array(times * (modes + channels));
		basis.set(this.#basis);
		for (let time = 0; time < times; time++) {
			for (let f = 0; f < config.bonds; f++)
				basis[times * modes + time * channels + f] =
					this.#origin[time * config.bonds + f];
		}
		device.write("basis", basis);
		// pullBack() overwrites these, so they are written each time.
		device.write("modes", Float32Array.from(this.#modes.values));
		const scales = new Float32Array(orbits);
		this.start.update(parameters, scales);
		const profiles = device.buffer("profiles", orbits + times * rows);
		device.write("profiles", scales);
		await device.launch("spectra", spectra);
		await device.launch(
			"multipliers",
			spectra,
			{ output: device.buffer("multipliers", times * spectrumWords(shape)) },
			[Math.ceil(spectrumWords(shape) / wordThreads), times],
		);
		await device.launch(
			"profiles",
			spectra,
			{ input: device.buffer("nodes", 0), output: profiles },
			[Math.ceil(rows / wordThreads), times],
		);
		this.#parameters = parameters.slice();
		this.#steps = steps;
	}

	/**
	 * Adds the gradients of the workgroups to `gradient`. `traces` says whether those of the
	 * divergence are among them. `samples` counts those whose log density is differentiated with
	 * respect to the mass.
	 */
	async pullBack(
		shared: CallWords,
		traces: boolean,
		samples: number,
		gradient: Float64Array,
	): Promise<void> {
		const device = this.#device;
		const { shape } = device;
		const { channels, orbits, rows } = shape;
		const { config, times: modes } = this.#model;
		const { bonds } = config;
		const at = sliceOffsets(shape, 2 * this.#steps + 1);
		await device.launch("collect", shared, {}, [
			Math.min(mostWordGroups, Math.ceil(at.words / collectThreads)),
			1,
		]);
		const chunks = this.#chunks(this.#steps);
		await device.launch("spectraGradient", chunks, {}, [
			Math.ceil(spectrumWords(shape) / wordThreads),
			modes,
		]);
		await device.launch("modes", chunks);
		const [kernel, words] = await Promise.all([
			device.read("modes", orbits * bonds * modes),
			device.read("output", at.words - at.nodes, at.nodes),
		]);
		const table = inFours(words.subarray(0, channels * rows), rows, shape);
		const nodes = new Float64Array(rows * bonds);
		for (let row = 0; row < rows; row++) {
			for (let f = 0; f < bonds; f++)
				nodes[row * bonds + f] = table[((f >> 2) * rows + row) * 4 + (f & 3)];
		}
		const atOrigin = new Float64Array(bonds * modes);
		if (traces)
			this.#pullTraces(words.subarray(at.traces - at.nodes), nodes, atOrigin);
		this.#modes.pullModes(this.#parameters, kernel, atOrigin, gradient);
		this.#nodes.pullBack(this.#parameters, rows, nodes, gradient);
		const scales = words.subarray(at.scales - at.nodes);
		this.start.pullBack(scales, samples, gradient, 1);
	}

	/** Turns gradients of G, [times, rows], into those of the channels and of the kernel at the origin. */
	#pullTraces(
		traces: Float32Array,
		nodes: Float64Array,
		atOrigin: Float64Array,
	): void {
		const { rows } = this.#device.shape;
		const { config, times: modes } = this.#model;
		const { bonds } = config;
		const { channels, values } = this.#nodes;
		const weights = new Float64Array(bonds);
		for (let time = 0; time <= 2 * this.#steps; time++) {
			weights.fill(0);
			for (let row = 0; row < rows; row++) {
				const value = traces[time * rows + row];
				if (value === 0) continue;
				for (let f = 0; f < bonds; f++) {
					weights[f] += value * values[row * channels + f];
					nodes[row * bonds + f] += value * this.#origin[time * bonds + f];
				}
			}
			for (let f = 0; f < bonds; f++) {
				for (let m = 0; m < modes; m++)
					atOrigin[f * modes + m] += weights[f] * this.#basis[time * modes + m];
			}
		}
	}

	/** The dispatch over chunks of the fields (f, m). */
	#chunks(steps: number): CallWords {
		const fields = this.#model.config.bonds * this.#model.times;
		return { count: Math.ceil(fields / this.#device.shape.chunk), steps };
	}
}

/** Orbit of each site, neighbours [V, d, 2], start of each orbit's list of members, the lists. */
function geometryTable({ lattice, orbits }: CnfModel): Uint32Array {
	const lists: number[][] = Array.from({ length: orbits.count }, () => []);
	for (let site = 0; site < lattice.sites; site++)
		lists[orbits.of[site]].push(site);
	const starts = [0];
	for (const list of lists)
		starts.push(starts[starts.length - 1] + list.length);
	return Uint32Array.from([
		...orbits.of,
		...neighbours(lattice),
		...starts,
		...lists.flat(),
	]);
}

/** [outer, n, 4] as [outer * 4 / width, n, width]. */
function inVectors(
	values: Float32Array,
	n: number,
	{ width }: Pick<CnfShape, "width">,
): Float32Array {
	return width === 4 ? values : reordered(values, n, 4, width);
}

/** [outer * 4 / width, n, width] as [outer, n, 4]. */
function inFours(
	values: Float32Array,
	n: number,
	{ width }: Pick<CnfShape, "width">,
): Float32Array {
	return width === 4 ? values : reordered(values, n, width, 4);
}

function reordered(
	values: Float32Array,
	n: number,
	from: number,
	to: number,
): Float32Array {
	const out = new Float32Array(values.length);
	const channels = values.length / n;
	for (let c = 0; c < channels; c++) {
		const read = Math.floor(c / from) * n * from + (c % from);
		const write = Math.floor(c / to) * n * to + (c % to);
		for (let i = 0; i < n; i++) out[write + i * to] = values[read + i * from];
	}
	return out;
}

function same(a: Float32Array, b: Float32Array): boolean {
	return a.length === b.length && a.every((value, i) => value === b[i]);
}
