/**
 * Time that the device itself measures with timestamp queries: the sum of end - begin over compute
 * passes. Together with the wall time it shows what transfers, launches and waiting cost.
 */
import { element } from "../../core/elements.js";

/** Number of passes whose timestamps are collected together. */
const passes = 1024;
/** Bytes of one timestamp. Its unit is a nanosecond. */
const width = 8;

export class KernelTimer {
	private readonly queries: GPUQuerySet | null;
	private readonly resolved: GPUBuffer | null;
	private used = 0;
	private nanoseconds = 0;
	private readonly pending = new Set<Promise<void>>();

	constructor(private readonly device: GPUDevice) {
		const able = device.features.has("timestamp-query");
		this.queries = able
			? device.createQuerySet({ type: "timestamp", count: 2 * passes })
			: null;
		this.resolved = able
			? device.createBuffer({
					label: "timestamps",
					size: 2 * passes * width,
					usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
				})
			: null;
	}

	get available(): boolean {
		return this.queries !== null;
	}

	/** Part of the descriptor of the compute pass that is about to begin. */
	next(): { timestampWrites?: GPUComputePassTimestampWrites } {
		if (this.queries === null || this.used === passes) return {};
		const first = 2 * this.used++;
		return {
			timestampWrites: {
				querySet: this.queries,
				beginningOfPassWriteIndex: first,
				endOfPassWriteIndex: first + 1,
			},
		};
	}

	/** To be called after each submission. Collects the timestamps when the set is full. */
	submitted(): void {
		if (this.used === passes) this.collect();
	}

	/** Seconds of all passes so far. Waits for the device. */
	async seconds(): Promise<number> {
		this.collect();
		await Promise.all(this.pending);
		return this.nanoseconds * 1e-9;
	}

	destroy(): void {
		this.queries?.destroy();
		this.resolved?.destroy();
	}

	private collect(): void {
		if (this.queries === null || this.resolved === null || this.used === 0)
			return;
		const size = 2 * this.used * width;
		const staging = this.device.createBuffer({
			label: "timestamps",
			size,
			usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
		});
		const encoder = this.device.createCommandEncoder();
		encoder.resolveQuerySet(this.queries, 0, 2 * this.used, this.resolved, 0);
		encoder.copyBufferToBuffer(this.resolved, 0, staging, 0, size);
		this.device.queue.submit([encoder.finish()]);
		this.used = 0;
		const arrival = this.add(staging).finally(() => {
			staging.destroy();
			this.pending.delete(arrival);
		});
		// A lost device is reported where results are read.
		arrival.catch(() => {});
		this.pending.add(arrival);
	}

	private async add(staging: GPUBuffer): Promise<void> {
		await staging.mapAsync(GPUMapMode.READ);
		const stamps = new BigUint64Array(staging.getMappedRange());
		for (let i = 0; i < stamps.length; i += 2) {
			// A driver may reset its counter between the two timestamps.
			const time = element(stamps, i + 1) - element(stamps, i);
			if (time > 0n) this.nanoseconds += Number(time);
		}
	}
}
