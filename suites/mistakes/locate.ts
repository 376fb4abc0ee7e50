/** Where in a YAML text a path of keys is: line and column, both from 1. */
import { type Document, isMap, isScalar, type LineCounter } from "yaml";

export interface Position {
	readonly line: number;
	readonly column: number;
}

/**
 * Position of the value at `path`, or of the nearest value around it that exists; with `key`, of
 * that key in the mapping at `path`.
 */
export function locate(
	document: Document,
	lines: LineCounter,
	path: readonly PropertyKey[],
	key?: string,
): Position {
	for (let length = path.length; length >= 0; length--) {
		const node =
			length === 0
				? document.contents
				: document.getIn(path.slice(0, length), true);
		if (key !== undefined && length === path.length && isMap(node)) {
			for (const pair of node.items) {
				const name = isScalar(pair.key) ? pair.key : undefined;
				if (String(name?.value) === key && name?.range)
					return position(lines, name.range[0]);
			}
		}
		const [start] = rangeOf(node) ?? [];
		if (start !== undefined) return position(lines, start);
	}
	return { line: 1, column: 1 };
}

function rangeOf(node: unknown): readonly number[] | undefined {
	if (typeof node !== "object" || node === null || !("range" in node))
		return undefined;
	return Array.isArray(node.range) ? node.range : undefined;
}

export function position(lines: LineCounter, offset: number): Position {
	const { line, col } = lines.linePos(offset);
	return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
