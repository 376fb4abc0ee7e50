/** Helpers that several backends use. */
import { cpus } from "node:os";
import { setBackend, version_core } from "@tensorflow/tfjs-core";
import type { BackendName, Device } from "../device.js";

export const coreVersion = { "@tensorflow/tfjs-core": version_core };

/** Makes a registered backend the active one. */
export async function activate(name: BackendName): Promise<void> {
	if (!(await setBackend(name))) throw new Error("it does not start");
}

/** The host's processor. */
export function hostDevice(): Device {
	return { kind: "cpu", name: cpuModel(), count: 1 };
}

/** Model name of the processor. Runs of blanks become one blank. */
export function cpuModel(): string {
	const model = cpus()[0]?.model.trim().replace(/\s+/g, " ");
	return model === undefined || model === "" ? process.arch : model;
}
