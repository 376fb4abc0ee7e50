/**
 * Errors of a device. WebGPU reports errors out of band: an operation that runs out of memory, or
 * runs on a lost device, returns as if nothing had happened. Every read of a result asks here
 * first, so no number comes from a failed computation.
 */

import { MachineError } from "../../core/errors.js";

/** The device is lost for good. A new one has to be opened. */
class DeviceLost extends MachineError {
	override readonly name = "DeviceLost";
}

export class DeviceHealth {
	private readonly device: GPUDevice;
	private readonly deviceName: string;
	private lost: GPUDeviceLostInfo | null = null;
	private trouble: string | null = null;

	constructor(device: GPUDevice, deviceName: string) {
		this.device = device;
		this.deviceName = deviceName;
		device.lost.then((info) => {
			this.lost = info;
		});
		device.addEventListener("uncapturederror", (event) => {
			event.preventDefault();
			this.trouble ??= (event as GPUUncapturedErrorEvent).error.message;
		});
	}

	/** Whether nothing has failed so far. */
	get ok(): boolean {
		return this.lost === null && this.trouble === null;
	}

	/** Throws the first error since the device was opened. */
	check(): void {
		if (this.lost !== null)
			throw new DeviceLost(
				`the GPU device was lost (${this.deviceName}): ${reasonOf(this.lost)}`,
			);
		if (this.trouble !== null)
			throw new Error(`GPU error (${this.deviceName}): ${this.trouble}`);
	}

	/** Awaits work on the device. If it fails, or if something else failed in the meantime, throws the cause. */
	async guard<T>(work: () => Promise<T>): Promise<T> {
		this.check();
		let result: T;
		try {
			result = await work();
		} catch (error) {
			// The news of a loss may arrive just after the failure that it caused.
			await Promise.race([this.device.lost, later(200)]);
			this.check();
			throw error;
		}
		this.check();
		return result;
	}
}

function reasonOf(info: GPUDeviceLostInfo): string {
	return `${info.reason}${info.message === "" ? "" : `, ${info.message}`}`;
}

function later(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
