/** Colours of the page, light and dark, and of the pictures in it on dark pages. */
import { element } from "../../core/elements.js";
import { ink, phaseColors, styles, zColors } from "../draw/palette.js";

const zDark = ["#27303A", "#2E4557", "#5E4A2C", "#8C5427", "#B5501F"] as const;
const inkDark: Readonly<Record<keyof typeof ink, string>> = {
	text: "#E7EAEE",
	muted: "#A3ABB5",
	axis: "#6B747F",
	grid: "#2E343B",
	band: "#3A424B",
	paper: "#15181C",
};
const phaseDark: Readonly<Record<string, string>> = {
	start: "#5C636B",
	compile: "#8F979F",
	tune: "#B8935A",
	train: "#E0A030",
	thermalise: "#7D6A47",
	draw: "#4FB0E8",
	transfer: "#2E86BD",
	measure: "#34617F",
};

/** Colours of pictures on dark pages, by the value of the attribute. */
function mapped(): string[] {
	const pairs: [string, string][] = [
		...styles.map((s): [string, string] => [s.color, s.dark]),
		...(Object.keys(ink) as (keyof typeof ink)[]).map(
			(name): [string, string] => [ink[name], inkDark[name]],
		),
		...zColors.map((color, i): [string, string] => [color, element(zDark, i)]),
		["#1A1D21", "#F2F4F6"],
		...Object.entries(phaseColors).map(([name, color]): [string, string] => [
			color,
			element(phaseDark, name),
		]),
	];
	const unique = new Map(pairs);
	return [...unique.entries()].flatMap(([from, to]) => [
		`svg [fill="${from}" i]{fill:${to}}`,
		`svg [stroke="${from}" i]{stroke:${to}}`,
	]);
}

export const lightColors = `--paper:#fff;--card:#fff;--soft:#f5f6f8;--ink:#1b1f24;--muted:#59616b;--rule:#d9dde2;--hair:#e9ecef;--accent:#0a5a8c;--focus:#0a5a8c;--good:#1d6b4a;--good-bg:#eef6f1;--warn:#7a5200;--warn-bg:#fdf6e7;--bad:#a32a10;--bad-bg:#fcefec`;
export const darkColors = `--paper:#15181c;--card:#1a1e23;--soft:#20252b;--ink:#e7eaee;--muted:#a3abb5;--rule:#3a424b;--hair:#2a3037;--accent:#7cc4f0;--focus:#7cc4f0;--good:#7fd3ab;--good-bg:#16281f;--warn:#efc36d;--warn-bg:#2b2312;--bad:#ff9c83;--bad-bg:#331b15`;

/** The rules of a dark page below a selector. */
export function dark(scope: string): string {
	return [
		`${scope}{color-scheme:dark;${darkColors}}`,
		...mapped().map((rule) => `${scope} ${rule}`),
	].join("\n");
}
