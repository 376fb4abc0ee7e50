/** Symbols of the observables, as plain text that any font with Greek can set. */
const names: Readonly<Record<string, string>> = {
	magnetization: "⟨m⟩",
	absMagnetization: "⟨|m|⟩",
	magnetization2: "⟨m²⟩",
	magnetization4: "⟨m⁴⟩",
	phi2: "⟨φ²⟩",
	phi4: "⟨φ⁴⟩",
	isingEnergy: "Ising energy",
	actionDensity: "⟨S⟩/V",
	twoPoint0: "C(0)",
	twoPointK1: "G(k₁)",
	susceptibility: "χ",
	connectedSusceptibility: "χ, connected",
	binder: "Binder U₄",
	correlationLength: "ξ",
	effectiveMass: "m_eff",
	logZ: "log Z",
};

export function observableLabel(name: string): string {
	return names[name] ?? name;
}

/** The quantity of one configuration: the label without the brackets of the average. */
export function observableSymbol(name: string): string {
	return observableLabel(name).replace(/[⟨⟩]/g, "");
}
