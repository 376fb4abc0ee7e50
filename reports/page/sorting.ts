/** Turns column heads into buttons. Rows are sorted within their group, and those without a value come last. */
import { choices, choose, follow } from "./store";

export function makeSortable(table: HTMLTableElement): void {
	const heads = [
		...table.querySelectorAll<HTMLTableCellElement>("thead th[data-sort]"),
	];
	for (const head of heads) {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "sort";
		button.append(...head.childNodes);
		head.append(button);
		button.addEventListener("click", () => {
			const { sort } = choices();
			const column = head.cellIndex;
			// The best comes first.
			const ascending =
				sort?.column === column
					? !sort.ascending
					: head.dataset.sort !== "high";
			choose({ sort: { column, ascending } });
		});
	}
	let shown = "";
	follow(({ sort }) => {
		const head = heads.find(({ cellIndex }) => cellIndex === sort?.column);
		const wanted = JSON.stringify(sort);
		if (sort === undefined || head === undefined || wanted === shown) return;
		shown = wanted;
		for (const other of heads) other.removeAttribute("aria-sort");
		head.setAttribute("aria-sort", sort.ascending ? "ascending" : "descending");
		for (const body of table.tBodies)
			sortRows(body, head.cellIndex, sort.ascending);
	});
}

/** A row and the lines of explanation that follow it. */
interface Block {
	readonly rows: HTMLTableRowElement[];
	readonly number: number;
	readonly text: string;
}

function sortRows(
	body: HTMLTableSectionElement,
	column: number,
	ascending: boolean,
): void {
	const blocks: Block[] = [];
	for (const row of [...body.rows]) {
		if (row.classList.contains("group")) continue;
		if (row.classList.contains("reason")) {
			blocks[blocks.length - 1]?.rows.push(row);
			continue;
		}
		const cell = row.cells[column];
		const value = cell?.dataset.value;
		blocks.push({
			rows: [row],
			number: value === undefined ? Number.NaN : Number(value),
			text: cell?.textContent ?? "",
		});
	}
	const sign = ascending ? 1 : -1;
	blocks.sort((a, b) => {
		const [x, y] = [Number.isNaN(a.number), Number.isNaN(b.number)];
		if (x && y) return sign * a.text.localeCompare(b.text);
		if (x || y) return x ? 1 : -1;
		return sign * (a.number - b.number);
	});
	for (const block of blocks) body.append(...block.rows);
}
