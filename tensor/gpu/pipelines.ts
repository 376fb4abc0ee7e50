/** Compiles the entry points of WGSL sources. Each is compiled only once on a device. */
import type { DeviceHealth } from "./health.js";

export class Pipelines {
	private readonly known = new Map<string, Promise<GPUComputePipeline>>();

	constructor(
		private readonly device: GPUDevice,
		private readonly health: DeviceHealth,
	) {}

	/** Rejects with the compiler's message. A source that failed is compiled again at the next call. */
	get(
		label: string,
		wgsl: string,
		entryPoint: string,
		constants: Readonly<Record<string, number>>,
	): Promise<GPUComputePipeline> {
		const key = JSON.stringify([entryPoint, constants, wgsl]);
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const compiled = this.compile(label, wgsl, entryPoint, constants);
		this.known.set(key, compiled);
		compiled.catch(() => this.known.delete(key));
		return compiled;
	}

	clear(): void {
		this.known.clear();
	}

	private async compile(
		label: string,
		code: string,
		entryPoint: string,
		constants: Readonly<Record<string, number>>,
	): Promise<GPUComputePipeline> {
		this.health.check();
		// A mistake in the source must not count as a failure of the device.
		this.device.pushErrorScope("validation");
		const module = this.device.createShaderModule({ label, code });
		const scope = this.device.popErrorScope();
		const { messages } = await module.getCompilationInfo();
		await scope;
		const errors = messages.filter(({ type }) => type === "error");
		if (errors.length > 0)
			throw new Error(
				`WGSL of ${label}: ${errors.map(({ lineNum, linePos, message }) => `${lineNum}:${linePos} ${message}`).join("; ")}`,
			);
		return this.health.guard(() =>
			this.device.createComputePipelineAsync({
				label,
				layout: "auto",
				compute: { module, entryPoint, constants: { ...constants } },
			}),
		);
	}
}
