/** Chooses and opens the backend of TensorFlow.js. Each thread has one active backend at a time. */
import { enableProdMode } from "@tensorflow/tfjs-core";
import { InputError, messageOf } from "../core/errors.js";
import type { OpenedBackend } from "./backends/entry.js";
import { backends } from "./backends/registry.js";
import type { Backend, BackendChoice, BackendName } from "./device.js";

/** The outcome of trying one backend. */
export type BackendProbe = {
	readonly name: BackendName;
	readonly label: string;
} & (
	| ({ readonly available: true } & OpenedBackend)
	| { readonly available: false; readonly reason: string }
);

/** The reason that `auto` gives for its choice begins with these words. */
export const firstThatWorks = "the first that works";

/** Names of the backends in this build, in the order in which `auto` tries them. */
export function backendsInBuild(): readonly BackendName[] {
	return backends.map(({ name }) => name);
}

/**
 * Opens a backend and makes it the active one. `auto` takes the first one that works. Throws an
 * InputError if the requested backend is not in this build or does not work here.
 *
 *   const backend = await openBackend("auto");
 *   console.log(backend.name, backend.device.name, backend.reason);
 */
export async function openBackend(choice: BackendChoice): Promise<Backend> {
	quiet();
	if (choice === "auto") return openFirst();
	const entry = backends.find(({ name }) => name === choice);
	if (entry === undefined) {
		throw new InputError(
			`backend ${choice} is not in this build; it has ${backendsInBuild().join(", ")}`,
		);
	}
	try {
		const { device, versions } = await entry.open();
		return { name: entry.name, reason: "asked for", device, versions };
	} catch (error) {
		throw new InputError(
			`backend ${choice} is not available: ${messageOf(error)}`,
		);
	}
}

/** Opens every backend in turn. The last one that worked stays active, so open the one you want afterwards. */
export async function probeBackends(): Promise<readonly BackendProbe[]> {
	quiet();
	const probes: BackendProbe[] = [];
	for (const { name, label, open } of backends) {
		try {
			probes.push({ name, label, available: true, ...(await open()) });
		} catch (error) {
			probes.push({ name, label, available: false, reason: messageOf(error) });
		}
	}
	return probes;
}

async function openFirst(): Promise<Backend> {
	const reasons: string[] = [];
	for (const { name, open, close } of backends) {
		try {
			const { device, versions, onlyByName } = await open();
			if (onlyByName !== undefined) {
				close?.();
				reasons.push(`${name}: ${onlyByName}`);
				continue;
			}
			const reason = [firstThatWorks, ...reasons].join("; ");
			return { name, reason, device, versions };
		} catch (error) {
			reasons.push(`${name}: ${messageOf(error)}`);
		}
	}
	throw new Error(`no backend works: ${reasons.join("; ")}`);
}

/** Stops the library from advertising its other packages on standard error. */
function quiet(): void {
	enableProdMode();
}
