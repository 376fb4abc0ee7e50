/**
 * References as BibTeX. A reference of a sampler or an action is a text such as "arXiv:1904.12072" or
 * "Phys. Lett. B 195 (1987) 216", several with semicolons or commas between. Authors and titles of those that
 * are built in stand below; of others the entry holds what their text says.
 */

export interface Entry {
	readonly key: string;
	readonly bibtex: string;
}

interface Work {
	readonly key: string;
	readonly author: string;
	readonly title: string;
	/** Further fields, as BibTeX. */
	readonly fields?: Readonly<Record<string, string>>;
}

/** By the text of the reference. */
const works: Readonly<Record<string, Work>> = {
	"arXiv:1904.12072": {
		key: "Albergo:2019eim",
		author: "Albergo, M. S. and Kanwar, G. and Shanahan, P. E.",
		title:
			"Flow-based generative models for {Markov} chain {Monte Carlo} in lattice field theory",
		fields: {
			journal: "Phys. Rev. D",
			volume: "100",
			year: "2019",
			pages: "034515",
		},
	},
	"arXiv:1906.04032": {
		key: "Durkan:2019nsq",
		author:
			"Durkan, Conor and Bekasov, Artur and Murray, Iain and Papamakarios, George",
		title: "Neural spline flows",
		fields: { year: "2019" },
	},
	"arXiv:2207.00283": {
		key: "Gerdes:2022eve",
		author:
			"Gerdes, Mathis and de Haan, Pim and Rainone, Corrado and Bondesan, Roberto and Cheng, Miranda C. N.",
		title:
			"Learning lattice quantum field theories with equivariant continuous flows",
		fields: {
			journal: "SciPost Phys.",
			volume: "15",
			year: "2023",
			pages: "238",
		},
	},
	"arXiv:2105.12481": {
		key: "DelDebbio:2021qwf",
		author: "Del Debbio, Luigi and Marsh Rossney, Joe and Wilson, Michael",
		title:
			"Efficient modeling of trivializing maps for lattice $\\phi^4$ theory using normalizing flows: A first look at scalability",
		fields: {
			journal: "Phys. Rev. D",
			volume: "104",
			year: "2021",
			pages: "094507",
		},
	},
	"Phys. Lett. B 195 (1987) 216": {
		key: "Duane:1987de",
		author: "Duane, S. and Kennedy, A. D. and Pendleton, B. J. and Roweth, D.",
		title: "Hybrid {Monte Carlo}",
	},
	"Bernoulli 2 (1996) 341": {
		key: "Roberts:1996",
		author: "Roberts, Gareth O. and Tweedie, Richard L.",
		title:
			"Exponential convergence of {Langevin} distributions and their discrete approximations",
	},
	"J. Chem. Phys. 21 (1953) 1087": {
		key: "Metropolis:1953am",
		author:
			"Metropolis, N. and Rosenbluth, A. W. and Rosenbluth, M. N. and Teller, A. H. and Teller, E.",
		title: "Equation of state calculations by fast computing machines",
	},
	"Phys. Rev. D 21 (1980) 2308": {
		key: "Creutz:1980zw",
		author: "Creutz, M.",
		title: "{Monte Carlo} study of quantized {SU(2)} gauge theory",
	},
	"Phys. Rev. D 23 (1981) 2901": {
		key: "Adler:1981sn",
		author: "Adler, Stephen L.",
		title:
			"Over-relaxation method for the {Monte Carlo} evaluation of the partition function for multiquadratic actions",
	},
	"Phys. Rev. Lett. 57 (1986) 2607": {
		key: "Swendsen:1986vqb",
		author: "Swendsen, Robert H. and Wang, Jian-Sheng",
		title: "Replica {Monte Carlo} simulation of spin-glasses",
	},
	"Phys. Rev. Lett. 62 (1989) 1087": {
		key: "Brower:1989mt",
		author: "Brower, R. C. and Tamayo, P.",
		title: "Embedded dynamics for $\\phi^4$ theory",
	},
	"Phys. Rev. D 10 (1974) 2445": {
		key: "Wilson:1974sk",
		author: "Wilson, Kenneth G.",
		title: "Confinement of quarks",
	},
	"arXiv:hep-lat/0306017": {
		key: "Wolff:2003sm",
		author: "Wolff, Ulli",
		title: "{Monte Carlo} errors with less errors",
		fields: {
			journal: "Comput. Phys. Commun.",
			volume: "156",
			year: "2004",
			pages: "143",
		},
	},
	"arXiv:1903.08008": {
		key: "Vehtari:2019rhat",
		author:
			'Vehtari, Aki and Gelman, Andrew and Simpson, Daniel and Carpenter, Bob and B{\\"u}rkner, Paul-Christian',
		title:
			"Rank-normalization, folding, and localization: an improved {$\\hat R$} for assessing convergence of {MCMC}",
		fields: {
			journal: "Bayesian Anal.",
			volume: "16",
			year: "2021",
			pages: "667",
		},
	},
	"arXiv:1507.02646": {
		key: "Vehtari:2015psis",
		author:
			"Vehtari, Aki and Simpson, Daniel and Gelman, Andrew and Yao, Yuling and Gabry, Jonah",
		title: "{Pareto} smoothed importance sampling",
		fields: { year: "2015" },
	},
	"Scand. J. Stat. 6 (1979) 65": {
		key: "Holm:1979",
		author: "Holm, Sture",
		title: "A simple sequentially rejective multiple test procedure",
	},
};

/** The entries of a reference, [] where it names no paper. */
export function entriesOf(reference: string): Entry[] {
	return reference.split(/;|,(?=\s*arXiv:)/).flatMap((text) => {
		const name = text.trim();
		const fields = eprint(name) ?? article(name);
		if (fields === undefined) return [];
		const work = Object.hasOwn(works, name) ? works[name] : undefined;
		const all: Record<string, string> = {
			...(work === undefined ? {} : { author: work.author, title: work.title }),
			...fields,
			...work?.fields,
		};
		const key = work?.key ?? name.replace(/[^A-Za-z0-9.:/]+/g, "");
		const kind = all.journal === undefined ? "misc" : "article";
		const lines = Object.entries(all).map(([k, v]) => `  ${k} = {${v}},`);
		return [{ key, bibtex: [`@${kind}{${key},`, ...lines, "}"].join("\n") }];
	});
}

function eprint(text: string): Record<string, string> | undefined {
	const id = text.match(/^arXiv:((?:\d{4}\.\d{4,5})|(?:[a-z-]+\/\d{7}))$/)?.[1];
	return id === undefined ? undefined : { eprint: id, archivePrefix: "arXiv" };
}

/** "H. E. Stanley, Phys. Rev. Lett. 20 (1968) 589", with or without authors. */
function article(text: string): Record<string, string> | undefined {
	const found = text.match(
		/^(?:(.*), )?([^,]+?) ([\w-]+) \((\d{4})\) ([\w.-]+)$/,
	);
	if (found === null) return undefined;
	const [, author, journal = "", volume = "", year = "", pages = ""] = found;
	return {
		...(author === undefined ? {} : { author }),
		...{ journal, volume, year, pages },
	};
}
