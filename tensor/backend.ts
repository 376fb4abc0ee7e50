/** Chooses and opens the backend of TensorFlow.js. One backend is active in a thread at a time. */
import { enableProdMode } from "@tensorflow/tfjs-core";
import { InputError, messageOf } from "../core/errors.js";
import type { OpenedBackend } from "./backends/entry.js";
import { backends } from "./backends/registry.js";
import type { Backend, BackendChoice, BackendName } from "./device.js";

/** Outcome of trying one backend. */
export type BackendProbe = {
	readonly name: BackendName;
	readonly label: string;
} & (
	| ({ readonly available: true } & OpenedBackend)
	| { readonly available: false; readonly reason: string }
);

/** How the reason of a backend begins that `auto` has chosen. */
export const firstThatWorks = "the first that works";

/** Names of the backends in this build, in the order in which `auto` tries them. */
export function backendsInBuild(): readonly BackendName[] {
	return backends.map(({ name }) => name);
}

/**
 * Opens a backend and makes it the active one. `auto` takes the first that works. Throws an
 * InputError when the one asked for is not in this build or not available here.
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

/** Opens every backend in turn; what is active afterwards is the last that worked, so open one after it. */
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

/** Otherwise the library advertises its other packages on standard error. */
function quiet(): void {
	enableProdMode();
}
