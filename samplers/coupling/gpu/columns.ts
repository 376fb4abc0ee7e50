/** A program over the samples of one call, which lie in columns: its arrays are [row][sample]. */
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import { Program, type Workgroups } from "../../../tensor/gpu/program.js";

export class ColumnProgram extends Program {
	/** @param stride samples in a row, with padding */
	constructor(
		gpu: Gpu,
		readonly stride: number,
	) {
		super(gpu);
	}

	/** An array of this many rows of zeros. */
	columns(rows: number, label: string): GpuBuffer {
		return this.storage(rows * this.stride, label);
	}

	/** A thread for each sample of each row, in workgroups of [samples, rows]. */
	threads(
		rows: number,
		[x, y]: readonly [samples: number, rows: number],
	): Workgroups {
		return [Math.ceil(this.stride / x), Math.ceil(rows / y)];
	}
}
