/** Saves from the page the data that it carries. */
import { handOver } from "./files";
import { unpack } from "./unpack";

/** Buttons that save the data of the page. */
export function offerDownloads(packed: Readonly<Record<string, string>>): void {
	const buttons =
		document.querySelectorAll<HTMLButtonElement>("[data-download]");
	for (const button of buttons)
		button.addEventListener("click", async () => {
			const text = await unpack(packed[button.dataset.download ?? ""]);
			handOver(new Blob([text]), button.dataset.name ?? "records");
		});
}
