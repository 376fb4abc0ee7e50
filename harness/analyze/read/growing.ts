/** Numbers of unknown count, in memory that doubles. */
export class Growing {
	private data = new Float64Array(16);
	private count = 0;

	push(value: number): void {
		if (this.count === this.data.length) {
			const larger = new Float64Array(2 * this.count);
			larger.set(this.data);
			this.data = larger;
		}
		this.data[this.count++] = value;
	}

	/** A view of what was pushed; later pushes do not show in it. */
	values(): Float64Array {
		return this.data.subarray(0, this.count);
	}
}
