/**
 * Measurements from arrays. The axes have ArviZ's order: [draw], [chain, draw] or
 * [chain, draw, observable]. `axes` names another order. An observable has the name of its array, `name`
 * or `name[k]`.
 */
import { InputError } from "../../../core/errors.js";
import { roleOf } from "./roles.js";
import type { Axis, ReadOptions, Sheet } from "./sheet.js";
import { splitByLabel } from "./split-by-label.js";

export interface NamedArray {
	readonly name: string;
	readonly shape: readonly number[];
	/** In C order: the last index runs fastest. */
	readonly data: ArrayLike<number>;
}

const usual: readonly (readonly Axis[])[] = [
	["draw"],
	["chain", "draw"],
	["chain", "draw", "observable"],
];

/**
 * @param source for messages
 * @throws InputError for another rank, an empty axis, a number that is not finite, arrays that do not fit
 */
export function sheetOfArrays(
	source: string,
	arrays: readonly NamedArray[],
	options: ReadOptions = {},
): Sheet {
	const columns = new Map<string, readonly Float64Array[]>();
	let labels: NamedArray | undefined;
	for (const array of arrays) {
		const role = roleOf(array.name, options.roles);
		if (role === "ignored") continue;
		if (role === "chain" && array.shape.length === 1) labels = array;
		else {
			checkFinite(source, array, role === "logWeight");
			addColumns(columns, source, array, options.axes);
		}
	}
	spreadNumbers(columns, options);
	requireEqualLengths(source, columns);
	if (labels === undefined) return { source, columns, notes: [] };
	const [[name, chains]] = columns;
	if (chains.length > 1 || chains[0].length !== labels.data.length) {
		throw new InputError(
			`${source}: '${labels.name}' does not have one label for each value of '${name}'`,
		);
	}
	return { source, ...splitByLabel(columns, labels.data), notes: [] };
}

function addColumns(
	columns: Map<string, readonly Float64Array[]>,
	source: string,
	{ name, shape, data }: NamedArray,
	chosen: readonly Axis[] | undefined,
): void {
	const place = `${source}: '${name}'`;
	const axes = axesOf(place, shape, chosen);
	const extent = (axis: Axis): number => {
		const at = axes.indexOf(axis);
		return at < 0 ? 1 : shape[at];
	};
	const stride = (axis: Axis): number => {
		const at = axes.indexOf(axis);
		return at < 0 ? 0 : shape.slice(at + 1).reduce((a, b) => a * b, 1);
	};
	const [chains, draws, observables] = [
		extent("chain"),
		extent("draw"),
		extent("observable"),
	];
	for (let k = 0; k < observables; k++) {
		const series = Array.from({ length: chains }, (_, c) => {
			const first = c * stride("chain") + k * stride("observable");
			const step = stride("draw");
			const out = new Float64Array(draws);
			for (let i = 0; i < draws; i++) out[i] = data[first + i * step];
			return out;
		});
		columns.set(observables === 1 ? name : `${name}[${k}]`, series);
	}
}

function axesOf(
	place: string,
	shape: readonly number[],
	chosen: readonly Axis[] | undefined,
): readonly Axis[] {
	const extents = `(${shape.join(", ")})`;
	if (shape.length < 1 || shape.length > 3) {
		throw new InputError(
			`${place} has ${shape.length} axes, expected [draw], [chain, draw] or [chain, draw, observable]`,
		);
	}
	if (shape.includes(0)) {
		throw new InputError(`${place}: the array of shape ${extents} is empty`);
	}
	if (chosen?.length === shape.length) return chosen;
	// A series beside larger arrays is the same draws, whatever the others' axes are.
	if (chosen !== undefined && shape.length > 1) {
		throw new InputError(
			`${place} has shape ${extents}, which does not fit --axes ${chosen.join(",")}`,
		);
	}
	const axes = usual[shape.length - 1];
	const [chains, draws] = shape;
	if (shape.length > 1 && chains > draws) {
		const rest = shape.length === 3 ? ",observable" : "";
		const other = shape.length === 3 ? "" : ", or --axes draw,observable";
		throw new InputError(
			`${place} has shape ${extents}: ${chains} chains of ${draws} draws? Say --axes draw,chain${rest} if the first axis is the draw${other}; --axes chain,draw${rest} if it is the chain`,
		);
	}
	return axes;
}

function checkFinite(
	source: string,
	{ name, shape, data }: NamedArray,
	weights: boolean,
): void {
	for (let i = 0; i < data.length; i++) {
		const value = data[i];
		if (Number.isFinite(value)) continue;
		if (weights && value === Number.NEGATIVE_INFINITY) continue;
		const index: number[] = [];
		for (let rest = i, axis = shape.length - 1; axis >= 0; axis--) {
			index.unshift(rest % shape[axis]);
			rest = Math.floor(rest / shape[axis]);
		}
		throw new InputError(
			`${source}: '${name}' element [${index.join(", ")}] is ${value}, expected a finite number`,
		);
	}
}

/** One list of configuration numbers holds for all chains that are as long. */
function spreadNumbers(
	columns: Map<string, readonly Float64Array[]>,
	{ roles }: ReadOptions,
): void {
	const most = Math.max(...[...columns.values()].map(({ length }) => length));
	for (const [name, chains] of columns) {
		if (chains.length > 1 || roleOf(name, roles) !== "configuration") continue;
		columns.set(name, new Array<Float64Array>(most).fill(chains[0]));
	}
}

function requireEqualLengths(
	source: string,
	columns: ReadonlyMap<string, readonly Float64Array[]>,
): void {
	const [first] = columns;
	if (first === undefined) {
		throw new InputError(`${source}: no array of numbers`);
	}
	for (const [name, chains] of columns) {
		const fits =
			chains.length === first[1].length &&
			chains[0].length === first[1][0].length;
		if (fits) continue;
		const shape = (series: readonly Float64Array[]): string =>
			`${series.length} x ${series[0].length}`;
		throw new InputError(
			`${source}: '${name}' is ${shape(chains)} (chains x draws), '${first[0]}' is ${shape(first[1])}; say which belong together: --only NAME`,
		);
	}
}
