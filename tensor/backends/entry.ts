/**
 * Contract of a backend: what a file in this folder exports.
 *
 * To add one: a file here, and one line in registry.ts at the place where `auto` should try it.
 */
import type { BackendName, Device } from "../device.js";

export interface BackendEntry {
	readonly name: BackendName;
	/** One line for listings. */
	readonly label: string;
	/**
	 * Loads the backend and makes it the active one; again is cheap. Throws an error whose message
	 * is the reason when it is not available here.
	 */
	open(): Promise<OpenedBackend>;
	/** Gives back what open() took, where that is more than a worker's memory. */
	close?(): void;
}

export interface OpenedBackend {
	readonly device: Device;
	/** Versions of the packages and libraries that compute. */
	readonly versions: Readonly<Record<string, string>>;
	/** Why `auto` must pass it over, though it works. */
	readonly onlyByName?: string;
}
