import { unpack } from "./unpack";

/** Buttons that save the data of the page. The file is made here, and nothing is fetched. */
export function offerDownloads(packed: Readonly<Record<string, string>>): void {
	const buttons =
		document.querySelectorAll<HTMLButtonElement>("[data-download]");
	for (const button of buttons)
		button.addEventListener("click", async () => {
			const text = await unpack(packed[button.dataset.download ?? ""]);
			const url = URL.createObjectURL(new Blob([text]));
			const link = document.createElement("a");
			link.href = url;
			link.download = button.dataset.name ?? "records";
			link.click();
			setTimeout(() => URL.revokeObjectURL(url), 60_000);
		});
}
