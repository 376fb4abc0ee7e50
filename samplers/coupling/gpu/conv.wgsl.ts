/**
 * Convolutions between sites of a lattice in WGSL, for all samples at once. They are the
 * conditioners of the coupling flows. Backward to the inputs, the same sum runs over other links.
 *
 *   result[place][c][sample] = finish(bias[c] + sum over links (from, tap) and input channels k of
 *                              weight[tap][k][c] load(values[from][k][sample]))
 *
 * The index of the sample runs fastest, so a warp reads consecutive numbers and shares the weights.
 * A thread keeps a tile of channels for a few samples in registers. The links come from a table
 * (samplers/coupling/gpu/tables.ts), so the same loop serves any dimension, shape and choice of
 * places.
 */

/** How a sum is finished before it is stored. `slope` and `sign` multiply by the derivative of a unit. */
export type Finish =
	/** bias + sum. */
	| "plain"
	/** Leaky rectifier of bias + sum. */
	| "leaky"
	/** sum times the slope of the leaky rectifier whose value is in `units`. */
	| "slope"
	/** sum times the sign of `units`: the derivative of |x|. */
	| "sign"
	/** Adds the sum to the stored value. */
	| "add"
	/** The sum alone. */
	| "sum";

export interface ConvolutionShape {
	readonly inputs: number;
	readonly outputs: number;
	/** Number of samples that a thread treats. */
	readonly samples: SamplesPerThread;
	/** How the output channels are cut. The last index of the weights is padded to `tiles.padded`. */
	readonly tiles: ChannelTiles;
	/** Whether the input is |values|. */
	readonly absolute: boolean;
	readonly finish: Finish;
	/** Slope of the leaky rectifier below zero, in [0, 1]. */
	readonly leakySlope: number;
}

export type SamplesPerThread = 1 | 2 | 4;

/** Channels are stored in vectors of `width`. A thread holds `vectors` of them. `padded` counts all channels. */
export interface ChannelTiles {
	readonly width: 1 | 2 | 4;
	readonly vectors: number;
	readonly tiles: number;
	readonly padded: number;
}

/** At most this many vectors per thread. The width is given, or as small as the channels allow. */
export function channelTiles(
	channels: number,
	most: number,
	width: ChannelTiles["width"] = channels === 1 ? 1 : channels === 2 ? 2 : 4,
): ChannelTiles {
	const all = Math.ceil(channels / width);
	const tiles = Math.ceil(all / most);
	const vectors = Math.ceil(all / tiles);
	return { width, vectors, tiles, padded: width * vectors * tiles };
}

export function vectorType(width: number): string {
	return width === 1 ? "f32" : `vec${width}<f32>`;
}

/** Threads of a workgroup along samples and along places. */
export const convolutionWorkgroup = [32, 4] as const;

export function convolution(shape: ConvolutionShape): string {
	const { inputs, outputs, samples, finish } = shape;
	const { width, vectors, padded } = shape.tiles;
	const channel = vectorType(width);
	const sample = vectorType(samples);
	const biased = finish === "plain" || finish === "leaky";
	const needsUnits = finish === "slope" || finish === "sign";
	const each = (line: (t: number, s: number) => string) =>
		range(vectors)
			.flatMap((t) => range(samples).map((s) => line(t, s)))
			.join("\n");
	const component = (name: string, index: number, of: number) =>
		of === 1 ? name : `${name}[${index}]`;
	const stores = range(vectors).flatMap((t) =>
		range(width).map((k) => {
			const values = range(samples).map((s) =>
				component(`a${t}_${s}`, k, width),
			);
			return `store(place, tile + ${t * width + k}u, lane, ${sample}(${values.join(", ")}));`;
		}),
	);
	return /* wgsl */ `
struct Step { lanes: u32, rows: u32, weights: u32, biases: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> links: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read> weights: array<${channel}>;
@group(0) @binding(3) var<storage, read> values: array<${sample}>;
@group(0) @binding(4) var<storage, read_write> result: array<${sample}>;
${needsUnits ? `@group(0) @binding(5) var<storage, read> units: array<${sample}>;` : ""}

fn store(place: u32, channel: u32, lane: u32, sum: ${sample}) {
	if (channel >= ${outputs}u) { return; }
	let at = (place * ${outputs}u + channel) * step.lanes + lane;
	${finishing(finish, sample, shape.leakySlope)}
}

@compute @workgroup_size(${convolutionWorkgroup.join(", ")})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let lane = id.x;
	if (lane >= step.lanes || id.y >= step.rows) { return; }
	let place = links[2u * id.y].x;
	let span = links[2u * id.y + 1u];
	let vector = id.z * ${vectors}u;
	${each((t, s) => `var a${t}_${s} = ${biased ? `weights[step.biases + vector + ${t}u]` : `${channel}()`};`)}
	for (var entry = span.x; entry < span.y; entry++) {
		let link = links[entry];
		var source = link.x * ${inputs}u * step.lanes + lane;
		var w = step.weights + link.y * ${(inputs * padded) / width}u + vector;
		for (var k = 0u; k < ${inputs}u; k++) {
			let x = ${shape.absolute ? "abs(values[source])" : "values[source]"};
			${range(vectors)
				.map((t) => `let w${t} = weights[w + ${t}u];`)
				.join("\n")}
			${each((t, s) => `a${t}_${s} = fma(${channel}(${component("x", s, samples)}), w${t}, a${t}_${s});`)}
			source += step.lanes;
			w += ${padded / width}u;
		}
	}
	let tile = vector * ${width}u;
	${stores.join("\n")}
}
`;
}

function finishing(finish: Finish, sample: string, slope: number): string {
	const zero = `${sample}()`;
	switch (finish) {
		case "plain":
		case "sum":
			return "result[at] = sum;";
		case "leaky":
			return `result[at] = max(sum, sum * ${literal(slope)});`;
		case "slope":
			return `result[at] = select(sum, sum * ${literal(slope)}, units[at] < ${zero});`;
		case "sign":
			return "result[at] = sum * sign(units[at]);";
		case "add":
			return "result[at] = result[at] + sum;";
	}
}

/** A number in WGSL's notation, always with a point or an exponent. */
export function literal(value: number): string {
	const text = String(value);
	return /[.e]/.test(text) ? text : `${text}.0`;
}

export function range(n: number): number[] {
	return Array.from({ length: n }, (_, i) => i);
}
