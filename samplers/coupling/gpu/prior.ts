/** The priors of samplers/coupling/reference/prior.ts on a GPU. Arrays are [site][sample]. */

import type { Lattice } from "../../../core/lattice.js";
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { Program } from "../../../tensor/gpu/program.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { blockOf, type PriorConfig } from "../config.js";
import { amplitudes, latticeMomenta, realFourier } from "../free-field.js";
import type { ColumnProgram } from "./columns.js";
import { alongDirection, sitesWorkgroup } from "./ends.wgsl.js";

const logTwoPi = Math.log(2 * Math.PI);

/** Rows of the factors. Each row has one number per site. */
const rows = ["one", "amplitude", "inverse", "minusInverse", "slope"] as const;
type Row = (typeof rows)[number];

/** A linear map along one direction of the lattice, and the positions of its two matrices. */
interface Direction {
	readonly extent: number;
	readonly inner: number;
	readonly toModes: number;
	readonly toSites: number;
}

/** A buffer for [site][sample] that may be overwritten. */
export type Spare = readonly [GpuBuffer, GpuBuffer];

export class GpuPrior {
	/** log q = constant - sum of z^2 / 2. */
	logConstant: number;
	/** The index of log M^2 among the parameters, if it is trained. */
	readonly place: number | undefined;
	readonly factors: GpuBuffer;
	private readonly config: Exclude<PriorConfig, { kind: "action" }>;
	private readonly momenta: Float64Array;
	private readonly matrices: GpuBuffer;
	private readonly directions: readonly Direction[];
	/** Maps z to fields. */
	readonly forward = this.along("toSites", "amplitude");
	/** Maps fields to z. */
	readonly inverse = this.along("toModes", "one", "inverse");
	/** From z to d log q / d fields, at the fields that belong to it. */
	readonly score = this.along("toSites", "minusInverse");
	/** Turns a gradient in the fields into one in the modes. */
	readonly toModes = this.along("toModes", "one");
	/** d log q / d log M^2 at fixed z, per sample. */
	private volumeSlope = 0;

	/** @throws RangeError for a prior that is an action */
	constructor(
		config: PriorConfig,
		private readonly lattice: Lattice,
		layout: ParameterLayout,
		program: Program,
	) {
		if (config.kind === "action")
			throw new RangeError("GPUs have no kernel for a prior that is an action");
		this.config = config;
		this.momenta = latticeMomenta(lattice);
		this.place =
			config.kind === "freeField" && config.trainable
				? blockOf(layout, "prior/logMass2").offset
				: undefined;
		this.logConstant = -0.5 * lattice.sites * logTwoPi;
		const matrices = [1];
		const directions = lattice.shape.map((extent, mu): Direction => {
			const basis = realFourier(extent);
			const toModes = matrices.length;
			for (const value of basis) matrices.push(value);
			const toSites = matrices.length;
			for (let x = 0; x < extent; x++)
				for (let k = 0; k < extent; k++) matrices.push(basis[k * extent + x]);
			return { extent, inner: lattice.strides[mu], toModes, toSites };
		});
		// Independent normals are the free field whose map is the unit matrix on every site.
		const unit = { extent: 1, inner: 1, toModes: 0, toSites: 0 };
		this.directions = config.kind === "normal" ? [unit] : directions;
		this.matrices = program.storage(Float32Array.from(matrices), "modes");
		const factors = new Float32Array(rows.length * lattice.sites).fill(1);
		factors.fill(-1, this.row("minusInverse"), this.row("slope"));
		this.factors = program.storage(factors, "factors");
	}

	/** Number of the row's first factor. */
	row(name: Row): number {
		return rows.indexOf(name) * this.lattice.sites;
	}

	load(gpu: Gpu, parameters: Float32Array): void {
		const config = this.config;
		if (config.kind === "normal") return;
		const { sites } = this.lattice;
		const logMass2 =
			this.place === undefined
				? Math.log(config.mass2)
				: parameters[this.place];
		const { values, logVolume } = amplitudes(
			this.momenta,
			config.kinetic,
			logMass2,
		);
		this.logConstant = -0.5 * sites * logTwoPi - logVolume;
		// d log a_k / d log M^2 = -M^2 / (2 (M^2 + kinetic khat^2)) = -M^2 a_k^2.
		const mass2 = Math.exp(logMass2);
		const slopes = values.map((a) => -mass2 * a * a);
		this.volumeSlope = -slopes.reduce((sum, slope) => sum + slope, 0);
		const factors = new Float32Array(rows.length * sites).fill(1);
		factors.set(values, this.row("amplitude"));
		const inverse = values.map((a) => 1 / a);
		factors.set(inverse, this.row("inverse"));
		const minus = inverse.map((a) => -a);
		factors.set(minus, this.row("minusInverse"));
		factors.set(
			slopes.map((slope, k) => slope * values[k]),
			this.row("slope"),
		);
		gpu.write(this.factors, factors);
	}

	/** The contribution of log q to d loss / d log M^2 for this many samples. */
	volumeGradient(count: number): number {
		return count * this.volumeSlope;
	}

	/** Applies the maps of all directions in turn, from one spare buffer to the other, the last into `output`. */
	private along(which: "toModes" | "toSites", before: Row, after: Row = "one") {
		return (
			program: ColumnProgram,
			input: GpuBuffer,
			output: GpuBuffer,
			spare: Spare,
		): void => {
			const { sites } = this.lattice;
			const last = this.directions.length - 1;
			let from = input;
			for (const [i, direction] of this.directions.entries()) {
				const to = i === last ? output : spare[i % 2];
				const constants = program.constants([
					program.stride,
					sites,
					direction.extent,
					direction.inner,
					direction[which],
					this.row(i === 0 ? before : "one"),
					this.row(i === last ? after : "one"),
				]);
				program.add(
					"modes",
					alongDirection,
					[constants, this.matrices, this.factors, from, to],
					program.threads(sites, sitesWorkgroup),
				);
				from = to;
			}
		};
	}
}
