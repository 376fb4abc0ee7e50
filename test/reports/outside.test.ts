/** What programs of others say of themselves, on the page. */
import { expect, test } from "vitest";
import { outsideRows } from "../../reports/html/outside.js";
import { samplerKey } from "../../reports/model/identity.js";
import type { Model } from "../../reports/model/model.js";

function rowOf(reference: string): string {
	const record = {
		sampler: { label: "mine", sampler: "external", options: {} },
		outside: {
			name: "<b>flow</b>",
			version: "1.2",
			frameworks: { torch: "2.13" },
			device: { kind: "gpu", name: "H100", count: 2 },
			reference,
			declaredEvaluations: true,
		},
	};
	const key = samplerKey(record as never);
	return outsideRows({ current: [record] } as unknown as Model, key);
}

test("name, versions, device, and a reference that leads somewhere", () => {
	const row = rowOf("arXiv:1904.12072");
	expect(row).toContain("&#60;b&#62;flow&#60;/b&#62; 1.2");
	expect(row).toContain("torch 2.13");
	expect(row).toContain("on 2 x H100");
	expect(row).toContain("evaluations of the action are its own count");
	expect(row).toContain(
		'<a href="https://arxiv.org/abs/1904.12072" rel="noreferrer"><bdi>arXiv:1904.12072</bdi></a>',
	);
	expect(rowOf("doi:10.1103/PhysRevD.100.034515")).toContain(
		'href="https://doi.org/10.1103/PhysRevD.100.034515"',
	);
	expect(rowOf("https://example.org/a?b=1&c=2")).toContain(
		'href="https://example.org/a?b=1&#38;c=2"',
	);
	for (const text of [
		"my thesis",
		"javascript:alert(1)",
		'https://x" onclick="y',
	])
		expect(rowOf(text)).not.toContain("<a ");
});
