/**
 * Shared by all tasks of a coupling flow on a GPU: the parameters and their packed form, tables,
 * the factors of the prior, and the numbers that change from call to call.
 */
import type { Polynomial } from "../../../actions/action.js";
import { type Lattice, neighbours } from "../../../core/lattice.js";
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import { Program, rowOfWorkgroups } from "../../../tensor/gpu/program.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { layerTables } from "../conditioner-tables.js";
import {
	activeSites,
	type CouplingConfig,
	couplingLayout,
	linearMaps,
} from "../config.js";
import type { SamplesPerThread } from "./conv.wgsl.js";
import { GpuPrior } from "./prior.js";
import { type LinkTables, linkTables } from "./tables.js";
import {
	type PackedWeights,
	packedWeights,
	samplesPerThread,
} from "./weights.js";
import { pack } from "./weights.wgsl.js";

/** Tables of one map on the device. */
export interface MapLinks {
	readonly tables: LinkTables;
	/** Number of pairs before these tables in the array of all maps. */
	readonly forwardAt: number;
	readonly backwardAt: number;
	readonly forward: GpuBuffer;
	readonly backward: GpuBuffer;
	readonly pairs: GpuBuffer;
}

export interface GpuColour {
	readonly links: readonly MapLinks[];
	/** For each site its place among the active sites, then the list of active sites. */
	readonly colour: GpuBuffer;
	readonly active: number;
}

export class GpuModel {
	readonly layout: ParameterLayout;
	readonly samples: SamplesPerThread;
	readonly colours: readonly GpuColour[];
	readonly packing: PackedWeights;
	/** For resident layers: the tables of links of all maps in a row, and the active sites of both colours. */
	readonly allLinks: GpuBuffer;
	readonly actives: GpuBuffer;
	readonly parameters: GpuBuffer;
	readonly weights: GpuBuffer;
	readonly sums: GpuBuffer;
	readonly neighbours: GpuBuffer;
	readonly prior: GpuPrior;
	/** (samples that count, d loss / d log q, common factor, its inverse). */
	readonly call: GpuBuffer;
	private readonly index: GpuBuffer;
	private readonly program: Program;

	constructor(
		readonly gpu: Gpu,
		readonly lattice: Lattice,
		readonly config: CouplingConfig,
		readonly action: Polynomial,
		/** Whether a workgroup takes a sample through all layers. */
		readonly resident: boolean,
	) {
		const program = new Program(gpu);
		this.program = program;
		this.layout = couplingLayout(lattice, config);
		this.samples = resident ? 1 : samplesPerThread(lattice, config);
		const all: number[] = [];
		this.colours = [0, 1].map((colour) => this.colour(colour, all));
		this.allLinks = program.storage(Uint32Array.from(all), "links");
		const actives = [0, 1].flatMap((colour) => activeSites(lattice, colour));
		this.actives = program.storage(Uint32Array.from(actives), "active sites");
		this.packing = packedWeights(
			lattice,
			config,
			this.layout,
			this.samples,
			this.colours[0].links.map(({ tables }, map) =>
				Math.max(tables.mostPairs, this.colours[1].links[map].tables.mostPairs),
			),
			resident ? 4 : undefined,
		);
		this.index = program.storage(this.packing.index, "index of weights");
		this.weights = program.storage(this.packing.index.length, "weights");
		this.parameters = program.storage(this.layout.size, "parameters");
		this.sums = program.storage(this.packing.sums, "places of sums");
		this.neighbours = program.storage(neighbours(lattice), "neighbours");
		this.prior = new GpuPrior(config.prior, lattice, this.layout, program);
		this.call = gpu.uniform(4 * Float32Array.BYTES_PER_ELEMENT, "call");
	}

	/** Adds the dispatch with which every task begins. */
	addPacking(program: Program): void {
		const size = this.packing.index.length;
		program.add(
			"pack weights",
			pack,
			[
				program.constants([size, this.layout.size]),
				this.index,
				this.parameters,
				this.weights,
			],
			rowOfWorkgroups(size, 64),
		);
	}

	/** Sets the parameters and numbers of the next calls. */
	load(
		parameters: Float32Array,
		count: number,
		density: number,
		logScale: number,
	): void {
		this.gpu.write(this.parameters, parameters);
		this.prior.load(this.gpu, parameters);
		const words = new Float32Array([
			0,
			density,
			Math.exp(logScale),
			Math.exp(-logScale),
		]);
		new Uint32Array(words.buffer)[0] = count;
		this.gpu.write(this.call, words);
	}

	dispose(): void {
		this.program.dispose();
		this.call.destroy();
	}

	private colour(colour: number, all: number[]): GpuColour {
		const { lattice, config } = this;
		const program = this.program;
		const { maps, active } = layerTables(lattice, config, colour);
		const shapes = linearMaps(lattice, config, colour);
		const known = new Map<unknown, MapLinks>();
		const links = maps.map((map, i) => {
			const found = known.get(map);
			if (found !== undefined) return found;
			const tables = linkTables(map, shapes[i].taps);
			const append = (table: Uint32Array): number => {
				const at = all.length / 2;
				if (this.resident) for (const value of table) all.push(value);
				return at;
			};
			const made = {
				tables,
				forwardAt: append(tables.forward),
				backwardAt: append(tables.backward),
				forward: program.storage(tables.forward, "links"),
				backward: program.storage(tables.backward, "links back"),
				pairs: program.storage(tables.pairs, "pairs"),
			};
			known.set(map, made);
			return made;
		});
		const places = new Uint32Array(lattice.sites + active.length).fill(
			0xffffffff,
		);
		for (const [place, site] of active.entries()) places[site] = place;
		places.set(active, lattice.sites);
		return {
			links,
			colour: program.storage(places, "colour"),
			active: active.length,
		};
	}
}
