/** Looks things up in a JSON Schema beside a value: what was allowed at the place of a mistake. */

export interface SchemaNode {
	readonly type?: string;
	readonly description?: string;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly SchemaNode[];
	readonly oneOf?: readonly SchemaNode[];
	readonly properties?: Readonly<Record<string, SchemaNode>>;
	readonly additionalProperties?: boolean | SchemaNode;
	readonly propertyNames?: SchemaNode;
	readonly items?: SchemaNode;
	readonly required?: readonly string[];
}

function kindOf(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	if (Number.isInteger(value)) return "integer";
	return typeof value;
}

/** Whether a branch is of the value's kind and agrees with its literals. */
function fits(node: SchemaNode, value: unknown): boolean {
	const alternatives = node.anyOf ?? node.oneOf;
	if (alternatives !== undefined)
		return alternatives.some((branch) => fits(branch, value));
	if ("const" in node) return node.const === value;
	const kind = kindOf(value);
	if (
		node.type !== undefined &&
		node.type !== kind &&
		!(node.type === "number" && kind === "integer")
	) {
		return false;
	}
	if (kind !== "object" || node.properties === undefined) return true;
	const object = value as Readonly<Record<string, unknown>>;
	return Object.entries(node.properties).every(([key, inner]) =>
		"const" in inner && (key in object || node.required?.includes(key) === true)
			? inner.const === object[key]
			: true,
	);
}

/** The branches of a schema that fit a value; those of its kind where none fits in every literal. */
function branches(
	node: SchemaNode | undefined,
	value: unknown,
): readonly SchemaNode[] {
	if (node === undefined) return [];
	const alternatives = node.anyOf ?? node.oneOf;
	if (alternatives === undefined) return [node];
	const fitting = alternatives.filter((branch) => fits(branch, value));
	return (fitting.length > 0 ? fitting : alternatives).flatMap((branch) =>
		branches(branch, value),
	);
}

/** The schemas that govern the value at a path below `value`. */
export function schemasAt(
	root: SchemaNode,
	value: unknown,
	path: readonly PropertyKey[],
): readonly SchemaNode[] {
	let nodes = branches(root, value);
	let current = value;
	for (const key of path) {
		current = child(current, key);
		nodes = nodes.flatMap((node) => branches(step(node, key), current));
	}
	return nodes;
}

function step(node: SchemaNode, key: PropertyKey): SchemaNode | undefined {
	if (typeof key === "number") return node.items;
	const named = node.properties?.[String(key)];
	if (named !== undefined) return named;
	return typeof node.additionalProperties === "object"
		? node.additionalProperties
		: undefined;
}

/** The value below a key, or undefined. */
export function child(value: unknown, key: PropertyKey): unknown {
	if (typeof value !== "object" || value === null) return undefined;
	return Object.hasOwn(value, key)
		? (value as Readonly<Record<PropertyKey, unknown>>)[key]
		: undefined;
}

/** Keys that may stand in an object governed by any of these schemas. */
export function allowedKeys(nodes: readonly SchemaNode[]): readonly string[] {
	const keys = new Set<string>();
	for (const node of nodes) {
		for (const key of Object.keys(node.properties ?? {})) keys.add(key);
		for (const key of node.propertyNames?.enum ?? []) keys.add(String(key));
	}
	return [...keys];
}
