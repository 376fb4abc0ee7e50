/**
 * A turn that one cell has at a time. Drawing is timed, and two cells that draw at once would slow each
 * other.
 */
export class Turn {
	private last: Promise<void> = Promise.resolve();

	/** Resolves when all who asked before have given it back. @returns gives it back */
	async take(): Promise<() => void> {
		const before = this.last;
		let done = (): void => {};
		this.last = new Promise((resolve) => {
			done = resolve;
		});
		await before;
		return done;
	}
}
