/** Measurements from another program, from a file of any format. */

export interface Table {
	/** Where it came from, for messages. */
	readonly source: string;
	/** One name for each chain, all different. */
	readonly chains: readonly string[];
	/** Observable -> one series for each chain; chains may differ in length, but not between observables. */
	readonly columns: ReadonlyMap<string, readonly Float64Array[]>;
	/** -S - log q of each row, one series for each chain; absent where all rows count alike. */
	readonly logWeights?: readonly Float64Array[];
	/** Whether a column says which chain a weighted row belongs to, so that the rows follow one another. */
	readonly ordered: boolean;
	/** The number of the configuration that each row was measured on, one series for each chain. */
	readonly configurations?: Configurations;
	/** What the reader should know: columns taken for something else than an observable, rows left out. */
	readonly notes: readonly string[];
}

export interface Configurations {
	/** Column that holds them. */
	readonly name: string;
	/** Whole numbers; strictly increasing once `orderRows` has seen them. */
	readonly numbers: readonly Float64Array[];
}

/** How many rows each chain of the table has. */
export function lengthsOf(
	table: Pick<Table, "columns" | "logWeights" | "configurations">,
): readonly number[] {
	const [first] = table.columns.values();
	const series = first ?? table.logWeights ?? table.configurations?.numbers;
	return (series ?? []).map(({ length }) => length);
}

/** The same table with every series of every column replaced. */
export function mapSeries(
	table: Table,
	change: (series: Float64Array, chain: number) => Float64Array,
): Table {
	const columns = new Map<string, readonly Float64Array[]>();
	for (const [name, chains] of table.columns) {
		columns.set(name, chains.map(change));
	}
	const { logWeights, configurations } = table;
	return {
		...table,
		columns,
		...(logWeights === undefined ? {} : { logWeights: logWeights.map(change) }),
		...(configurations === undefined
			? {}
			: {
					configurations: {
						...configurations,
						numbers: configurations.numbers.map(change),
					},
				}),
	};
}
