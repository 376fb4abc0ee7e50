// The search of the documentation: sections that hold all words, those with the words in their heads first.
const entries = JSON.parse(document.getElementById("entries").textContent);
const input = document.getElementById("words");
const list = document.getElementById("found");
const count = document.getElementById("count");
const most = 30;

function search() {
	const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
	history.replaceState(
		null,
		"",
		words.length === 0
			? location.pathname
			: `#${encodeURIComponent(input.value)}`,
	);
	const found =
		words.length === 0
			? []
			: entries
					.map((entry) => ({ entry, points: pointsOf(entry, words) }))
					.filter(({ points }) => points > 0)
					.sort((a, b) => b.points - a.points);
	list.replaceChildren(
		...found.slice(0, most).map(({ entry }) => itemOf(entry, words)),
	);
	const more = found.length > most ? `, the first ${most} of them here` : "";
	count.textContent =
		words.length === 0
			? ""
			: `${found.length} ${found.length === 1 ? "section" : "sections"}${more}`;
}

/** 0 if a word is missing. */
function pointsOf([, page, heading, text], words) {
	const [title, head, body] = [page, heading, text].map((part) =>
		part.toLowerCase(),
	);
	let points = 0;
	for (const word of words) {
		const own =
			(head.includes(word) ? 8 : 0) +
			(title.includes(word) ? 3 : 0) +
			Math.min(4, body.split(word).length - 1);
		if (own === 0) return 0;
		points += own;
	}
	return points;
}

function itemOf([address, page, heading, text], [word]) {
	const item = document.createElement("li");
	const link = document.createElement("a");
	link.href = address;
	link.textContent = heading === page ? page : `${page}: ${heading}`;
	const start = Math.max(0, text.toLowerCase().indexOf(word) - 60);
	const line = document.createElement("p");
	line.textContent = `${start > 0 ? "… " : ""}${text.slice(start, start + 200)}`;
	item.append(link, line);
	return item;
}

input.addEventListener("input", search);
try {
	input.value = decodeURIComponent(location.hash.slice(1));
} catch {
	// The address holds no words.
}
search();
