/**
 * The contract of a backend: what a file in this folder exports.
 *
 * To add a backend, add its name to `BackendName` in tensor/device.ts, write a file here, and add
 * one line to registry.ts at the place where `auto` should try it.
 *
 *   export const mine: BackendEntry = {
 *     name: "mine",
 *     label: "my own library",
 *     async open() {
 *       await activate("mine");
 *       return { device: hostDevice(), versions: coreVersion };
 *     },
 *   };
 */
import type { BackendName, Device } from "../device.js";

export interface BackendEntry {
	readonly name: BackendName;
	/** One line that lists show. */
	readonly label: string;
	/**
	 * Loads the backend and makes it the active one. Opening it a second time is cheap. If the
	 * backend does not work here, it throws an error whose message is the reason.
	 */
	open(): Promise<OpenedBackend>;
	/** Releases what open() took. Needed only if that is more than the memory of a worker. */
	close?(): void;
}

export interface OpenedBackend {
	readonly device: Device;
	/** Versions of the packages and libraries that do the computing. */
	readonly versions: Readonly<Record<string, string>>;
	/** Why `auto` must not choose it although it works. */
	readonly onlyByName?: string;
}
