/** GPUs as Dawn sees them: which ones there are, which one to take, and whether it is real hardware. */
import type { create } from "webgpu";
import { listWithManifests } from "./vulkan-drivers.js";

/** Facts about an adapter, with the names of the current WebGPU specification. */
export interface AdapterFacts {
	readonly vendor: string;
	readonly architecture: string;
	readonly device: string;
	readonly description: string;
	readonly isFallbackAdapter?: boolean;
}

export interface ChosenAdapter {
	readonly adapter: GPUAdapter;
	/** Model, for example "NVIDIA H200". */
	readonly name: string;
	/** Dawn's name for the driver and its version. */
	readonly driver: string;
	/** Whether it computes on the CPU. */
	readonly software: boolean;
}

/** By default, Dawn rounds timestamps to 0.1 ms to protect users of browsers. */
const options = ["disable-dawn-features=timestamp_quantization"];

const noGpu =
	process.platform === "linux"
		? "Vulkan offers no GPU; the Vulkan part of the GPU's driver has to be installed (of NVIDIA's, libGLX_nvidia or libEGL_nvidia and nvidia_icd.json)"
		: "the driver offers no GPU";

/** Instances of Dawn that have devices. A device dies with its instance. */
const instances = new Set<GPU>();

/** Names of all adapters, best first. Dawn lists them in its error for an adapter that does not exist. */
export async function listAdapters(
	createInstance: typeof create,
): Promise<readonly string[]> {
	try {
		await createInstance(["adapter=\u0001"]).requestAdapter();
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		return [...text.matchAll(/name: '(.*)'$/gm)].map(([, name = ""]) => name);
	}
	return [];
}

/**
 * The fastest adapter, or the first one whose name contains `wanted` (case matters). If there is
 * none, it throws an error whose message is the reason.
 */
export async function chooseAdapter(
	createInstance: typeof create,
	wanted: string | undefined,
): Promise<ChosenAdapter> {
	const own = await listAdapters(createInstance);
	const others = own.every(namesSoftware)
		? await listWithManifests(() => listAdapters(createInstance))
		: [];
	const names = others.length > 0 ? others : own;
	if (names.length === 0) throw new Error(noGpu);
	const named = wanted !== undefined && wanted !== "";
	if (named && !names.some((name) => name.includes(wanted)))
		throw new Error(
			`no GPU's name contains ${JSON.stringify(wanted)}; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`,
		);
	const first = await request(createInstance, named ? wanted : undefined);
	// A driver that computes on the CPU may come before the GPU in the list.
	const hardware = names.find((name) => !namesSoftware(name));
	const { gpu, adapter } =
		!named && hardware !== undefined && isSoftware(adapterFacts(first.adapter))
			? await request(createInstance, hardware)
			: first;
	instances.add(gpu);
	const facts = adapterFacts(adapter);
	const name =
		names.find((name) => normalised(name) === facts.device) ?? facts.device;
	return {
		adapter,
		name: name === "" ? facts.description : name,
		driver: facts.description,
		software: isSoftware(facts),
	};
}

async function request(
	createInstance: typeof create,
	name: string | undefined,
): Promise<{ readonly gpu: GPU; readonly adapter: GPUAdapter }> {
	const gpu = createInstance([
		...options,
		...(name === undefined ? [] : [`adapter=${name}`]),
	]);
	const adapter = await gpu.requestAdapter({
		powerPreference: "high-performance",
	});
	if (adapter === null) throw new Error(noGpu);
	return { gpu, adapter };
}

export function adapterFacts(adapter: GPUAdapter): AdapterFacts {
	return (adapter as unknown as { readonly info: AdapterFacts }).info;
}

/**
 * Whether an adapter computes on the CPU: SwiftShader, Mesa's llvmpipe and lavapipe, WARP of
 * Windows. Most of them say so themselves; the list of names covers those that do not.
 */
export function isSoftware(facts: AdapterFacts): boolean {
	if (facts.isFallbackAdapter === true) return true;
	const words = [
		facts.vendor,
		facts.architecture,
		facts.device,
		facts.description,
	].join(" ");
	return namesSoftware(words);
}

function namesSoftware(words: string): boolean {
	return /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic[- ]render/i.test(
		words,
	);
}

/** The form in which WebGPU reports names. */
function normalised(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
