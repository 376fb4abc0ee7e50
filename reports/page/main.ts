/**
 * The page's own script: live charts, choices, sorting, colours, downloads. Without it, the page
 * still shows everything. With it, nothing leaves the page and nothing is fetched.
 */
import { addMenus } from "./chart-menu";
import { adoptCharts } from "./charts";
import { offerDownloads } from "./downloads";
import { chooseSamplers } from "./samplers";
import { makeSortable } from "./sorting";
import { followAddress } from "./store";
import { chooseTarget } from "./targets";
import { switchThemes } from "./themes";
import { unpack } from "./unpack";
import { zoomByPointer } from "./zooming";

interface PageData {
	readonly charts: string;
	readonly templates: string;
	/** Absent from pages of many cells. */
	readonly records?: string;
	readonly csv: string;
}

const data = JSON.parse(
	document.getElementById("data")?.textContent ?? "{}",
) as PageData;

switchThemes();
for (const table of document.querySelectorAll<HTMLTableElement>(".ranking"))
	makeSortable(table);
const charts = Promise.all([unpack(data.charts), unpack(data.templates)]).then(
	([page, templates]) => {
		adoptCharts(JSON.parse(page), JSON.parse(templates));
		chooseSamplers();
		addMenus();
		zoomByPointer();
	},
);
followAddress();
chooseTarget();
offerDownloads({ records: data.records ?? "", csv: data.csv });
document.documentElement.classList.add("js");
// If the browser cannot decompress, the static pictures stay.
charts.catch((error: unknown) => console.warn(String(error)));
