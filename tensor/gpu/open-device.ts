/** Opens an adapter with all its features and limits. */

/** Features that kernels can use if the adapter has them. */
const wanted: readonly string[] = [
	"timestamp-query",
	"shader-f16",
	"subgroups",
];

/** Sets all limits to the adapter's maximum. The defaults are those of the weakest GPU. */
export function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
	const requiredLimits: Record<string, number> = {};
	const limits = adapter.limits as unknown as Record<string, unknown>;
	for (const name of namesOf(limits)) {
		const value = limits[name];
		if (typeof value === "number") requiredLimits[name] = value;
	}
	return adapter.requestDevice({
		label: "latticebench",
		requiredFeatures: wanted.filter((name) =>
			adapter.features.has(name),
		) as GPUFeatureName[],
		requiredLimits,
	});
}

/** Names of the limits. They are getters of the prototype. */
function namesOf(limits: object): readonly string[] {
	const prototype: unknown = Object.getPrototypeOf(limits);
	return Object.getOwnPropertyNames(prototype);
}
