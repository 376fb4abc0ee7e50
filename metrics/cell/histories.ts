/**
 * Columns of numbers of several chains that grow block by block. All chains lie in one array with room for
 * the expected length. So joining the blocks needs no second copy of a column.
 */

export type Column = Float64Array | Uint8Array;

/** Of the room, where there are more measurements than were expected. */
const growth = 1.5;

export class Histories<C extends Column> {
	readonly chains: number;
	readonly #columns = new Map<string, C>();
	readonly #make: (length: number) => C;
	/** Room for each chain, and how much of it is used. */
	#room: number;
	#length = 0;

	/** @param expected measurements of each chain; more may come */
	constructor(chains: number, expected: number, make: (length: number) => C) {
		this.chains = chains;
		this.#room = expected;
		this.#make = make;
	}

	get names(): readonly string[] {
		return [...this.#columns.keys()];
	}

	/**
	 * Every chain goes on where it ended. A column that a block lacks is given up.
	 * @param block chain after chain
	 * @param length of each chain in this block
	 */
	append(block: Readonly<Record<string, Column>>, length: number): void {
		const end = this.#length + length;
		if (this.#length === 0)
			for (const name of Object.keys(block))
				this.#columns.set(name, this.#make(this.chains * this.#room));
		if (end > this.#room)
			this.#grow(Math.max(end, Math.ceil(growth * this.#length)));
		for (const [name, column] of this.#columns) {
			const part = block[name];
			if (part === undefined) {
				this.#columns.delete(name);
				continue;
			}
			for (let c = 0; c < this.chains; c++)
				copyRun(
					part,
					c * length,
					length,
					column,
					c * this.#room + this.#length,
				);
		}
		this.#length = end;
	}

	/** All of one column, chain after chain: itself if it is full, else a copy. */
	joined(name: string): C {
		const column = this.#columns.get(name) ?? this.#make(0);
		const used = this.chains * this.#length;
		if (this.chains === 1 || this.#length === this.#room)
			return column.subarray(0, used) as C;
		const out = this.#make(used);
		this.#copy(column, out, this.#length);
		return out;
	}

	/** Gives up the room that is not used, without a copy. */
	trim(): void {
		const [length, room] = [this.#length, this.#room];
		for (const [name, column] of this.#columns) {
			for (let c = 1; c < this.chains; c++)
				column.copyWithin(c * length, c * room, c * room + length);
			this.#columns.set(name, column.subarray(0, this.chains * length) as C);
		}
		this.#room = length;
	}

	#grow(room: number): void {
		for (const [name, column] of this.#columns) {
			const larger = this.#make(this.chains * room);
			this.#copy(column, larger, room);
			this.#columns.set(name, larger);
		}
		this.#room = room;
	}

	#copy(from: C, to: C, stride: number): void {
		for (let c = 0; c < this.chains; c++) {
			const start = c * this.#room;
			to.set(from.subarray(start, start + this.#length), c * stride);
		}
	}
}

/** Below this number of elements a loop is done before a view has been made. */
const shortRun = 64;

function copyRun(
	from: Column,
	start: number,
	length: number,
	to: Column,
	at: number,
): void {
	if (
		length < shortRun &&
		from instanceof Float64Array &&
		to instanceof Float64Array
	)
		for (let i = 0; i < length; i++) to[at + i] = from[start + i];
	else to.set(from.subarray(start, start + length), at);
}
