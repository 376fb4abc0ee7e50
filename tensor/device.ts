/** Facts about the computing device: the contract between the backends and everybody who names them. */

export const backendNames = ["tensorflow", "webgpu", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];
export type BackendChoice = "auto" | BackendName;

export interface Device {
	readonly kind: "cpu" | "gpu";
	/** Model name, for example "AMD EPYC 9654" or "NVIDIA H200". */
	readonly name: string;
	/** Number of devices that are held at once. */
	readonly count: number;
}

/** A backend that is ready for use. */
export interface Backend {
	readonly name: BackendName;
	readonly device: Device;
	/** Why this backend was chosen: a sentence for `doctor` and the record. */
	readonly reason: string;
	readonly versions: Readonly<Record<string, string>>;
}
