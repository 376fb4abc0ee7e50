/** The limit of a cell's wall time. It stands still while the cell waits for others. */
export class TimeLimit {
	private left: number;
	private since = 0;
	private timer: NodeJS.Timeout | undefined;
	private readonly over: () => void;

	/** @param seconds undefined for no limit */
	constructor(seconds: number | undefined, over: () => void) {
		this.left = 1000 * (seconds ?? Number.POSITIVE_INFINITY);
		this.over = over;
		this.go();
	}

	go(): void {
		if (this.timer !== undefined || this.left === Number.POSITIVE_INFINITY)
			return;
		this.since = Date.now();
		this.timer = setTimeout(this.over, Math.min(this.left, 2 ** 31 - 1));
	}

	pause(): void {
		if (this.timer === undefined) return;
		clearTimeout(this.timer);
		this.timer = undefined;
		this.left = Math.max(0, this.left - (Date.now() - this.since));
	}
}
