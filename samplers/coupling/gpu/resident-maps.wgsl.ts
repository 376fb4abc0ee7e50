/**
 * One map of a conditioner within a workgroup in WGSL, forward and backward to its inputs.
 * samplers/coupling/gpu/resident.wgsl.ts is built from these parts.
 */
import { literal, range } from "./conv.wgsl.js";
import {
	hiddenOf,
	type ResidentShape,
	type ResidentTable,
	residentParts,
} from "./resident-shape.wgsl.js";

/**
 * The loop of a map. A row has `vectors` accumulators, which sum over `weights` and `source`. The
 * code of `end` has the sums.
 */
function sums(
	shape: ResidentShape,
	step: {
		readonly tables: readonly ResidentTable[];
		readonly inputs: number;
		readonly vectors: number;
		readonly weights: number;
		readonly start: (vector: string) => string;
		/** WGSL for the number of channel k at the place. */
		readonly source: (k: string, place: string) => string;
		readonly end: (c: number, value: string) => string;
	},
): string {
	const { tables, inputs, vectors, weights } = step;
	const tile = Math.min(2, vectors);
	const tiles = Math.ceil(vectors / tile);
	const pick = (values: readonly number[]) =>
		values[0] === values[1]
			? `${values[0]}u`
			: `select(${values[0]}u, ${values[1]}u, (layer & 1u) == 1u)`;
	const inside = (v: number) =>
		vectors % tile === 0
			? `(vector + ${v}u)`
			: `min(vector + ${v}u, ${vectors - 1}u)`;
	const ends = range(tile).map((v) => {
		const body = range(4)
			.map((k) => step.end(4 * v + k, `a${v}[${k}]`))
			.join("\n\t\t");
		return body;
	});
	return /* wgsl */ `
	let table = ${pick(tables.map(({ base }) => base))};
	for (var item = thread; item < ${pick(tables.map(({ rows }) => rows * tiles))}; item += ${shape.threads}u) {
		let row = item / ${tiles}u;
		let vector = (item % ${tiles}u) * ${tile}u;
		let place = links[table + 2u * row].x;
		let span = links[table + 2u * row + 1u];
		${range(tile)
			.map((v) => `var a${v} = ${step.start(inside(v))};`)
			.join("\n\t\t")}
		for (var entry = span.x; entry < span.y; entry++) {
			let link = links[table + entry];
			var w = ${weights}u + layer * ${shape.weightStep}u + link.y * ${inputs * vectors}u;
			for (var k = 0u; k < ${inputs}u; k++) {
				let x = ${step.source("k", "link.x")};
				${range(tile)
					.map((v) => `a${v} = fma(vec4(x), weights[w + ${inside(v)}], a${v});`)
					.join("\n\t\t\t\t")}
				w += ${vectors}u;
			}
		}
		let first = vector * 4u;
		${ends.join("\n\t\t")}
	}`;
}

/** Number of places of the array that map i writes: all sites, or the active ones. */
export function placesOf(shape: ResidentShape, i: number): number {
	return i === shape.maps.length - 1 ? Math.max(...shape.active) : shape.sites;
}

/** The function `map<i>(thread)`. With `keep` it also stores its values in global memory. */
export function forwardMap(
	shape: ResidentShape,
	i: number,
	keep: boolean,
): string {
	const { maps, sites } = shape;
	const map = maps[i];
	const last = i === maps.length - 1;
	const even = i === 0 && shape.even;
	const places = placesOf(shape, i);
	const parts = residentParts({ ...shape, hidden: hiddenOf(shape) });
	const body = sums(shape, {
		tables: map.forward,
		inputs: map.inputs,
		vectors: map.outputVectors,
		weights: map.weights,
		start: (vector) =>
			even
				? "vec4<f32>()"
				: `weights[${map.biases}u + layer * ${shape.weightStep}u + ${vector}]`,
		source: (k, place) => {
			if (i === 0) return `fields[${place}]`;
			const value = `values${(i - 1) % 2}[${k} * ${sites}u + ${place}]`;
			return i === 1 && shape.even ? `abs(${value})` : value;
		},
		end: (c, value) => `store${i}(first + ${c}u, place, ${value});`,
	});
	const unit =
		last || even ? "sum" : `max(sum, sum * ${literal(shape.leakySlope)})`;
	return /* wgsl */ `
fn store${i}(channel: u32, place: u32, sum: f32) {
	if (channel >= ${map.outputs}u) { return; }
	let value = ${unit};
	values${i % 2}[channel * ${places}u + place] = value;
	${keep ? `kept[keptAt(${parts.values[i]}u + place * ${map.outputs}u + channel)] = value;` : ""}
}
fn map${i}(thread: u32) {${body}
}
`;
}

/**
 * The function `back<i>(thread)`. With `carry` it also stores the gradients of the hidden values in
 * global memory.
 */
export function backwardMap(
	shape: ResidentShape,
	i: number,
	carry: boolean,
): string {
	const { maps, sites } = shape;
	const map = maps[i];
	const places = placesOf(shape, i);
	const parts = residentParts({ ...shape, hidden: hiddenOf(shape) });
	const body = sums(shape, {
		tables: map.backward,
		inputs: map.outputs,
		vectors: map.inputVectors,
		weights: map.transposed,
		start: () => "vec4<f32>()",
		source: (k, place) => `values${i % 2}[${k} * ${places}u + ${place}]`,
		end: (c, value) => `pass${i}(first + ${c}u, place, ${value});`,
	});
	const slope = literal(shape.leakySlope);
	const derivative =
		i === 1 && shape.even
			? "sum * sign(unit)"
			: `select(sum, sum * ${slope}, unit < 0.0)`;
	const inner = /* wgsl */ `
	let at = place * ${map.inputs}u + channel;
	let unit = kept[keptAt(${parts.values[i - 1]}u + at)];
	let value = ${derivative};
	values${(i + 1) % 2}[channel * ${sites}u + place] = value;
	${carry ? `cotangents[carriedAt(${parts.gradients[i - 1]}u + at)] = value;` : ""}`;
	return /* wgsl */ `
fn pass${i}(channel: u32, place: u32, sum: f32) {
	if (channel >= ${map.inputs}u) { return; }
	${i === 0 ? "fields[place] += sum;" : inner}
}
fn back${i}(thread: u32) {${body}
}
`;
}
