/** Opens an adapter with all that it offers. */

/** What kernels can use, where the adapter has it. */
const wanted: readonly string[] = [
	"timestamp-query",
	"shader-f16",
	"subgroups",
];

/** All limits as high as the adapter allows; the default ones are those of the weakest GPU. */
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

/** Names of the getters, which belong to the prototype. */
function namesOf(limits: object): readonly string[] {
	const prototype: unknown = Object.getPrototypeOf(limits);
	return Object.getOwnPropertyNames(prototype);
}
