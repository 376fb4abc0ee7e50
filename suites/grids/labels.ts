/** "realnvp (layers 8, learningRate 0.001)": the label of a point, for readers. */
export function pointLabel(
	base: string,
	knobs: Readonly<Record<string, unknown>>,
): string {
	const parts = Object.entries(knobs).map(([name, value]) =>
		name === "shape" ? valueText(value) : `${name} ${valueText(value)}`,
	);
	return parts.length === 0 ? base : `${base} (${parts.join(", ")})`;
}

function valueText(value: unknown): string {
	if (Array.isArray(value)) return value.map(valueText).join("x");
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether a label is that of a point of a grid with this label of its own. */
export function isPointOf(label: string, base: string): boolean {
	return label.startsWith(`${base} (`) && label.endsWith(")");
}
