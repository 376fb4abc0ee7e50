/** Papers that the program cites, as their publishers and arXiv name them. What could not be checked is left out. */

import { gaugeFlowWorks } from "./gauge-flow-works.js";
import type { Work } from "./work.js";

/** By the text of the reference. */
export const works: Readonly<Record<string, Work>> = {
	...gaugeFlowWorks,
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
			doi: "10.1103/PhysRevD.100.034515",
		},
	},
	"arXiv:1906.04032": {
		key: "Durkan:2019nsq",
		author:
			"Durkan, Conor and Bekasov, Artur and Murray, Iain and Papamakarios, George",
		title: "Neural spline flows",
		fields: {
			booktitle: "Advances in Neural Information Processing Systems",
			volume: "32",
			year: "2019",
		},
	},
	"arXiv:2201.08862": {
		key: "Caselle:2022acb",
		author:
			"Caselle, Michele and Cellini, Elia and Nada, Alessandro and Panero, Marco",
		title: "Stochastic normalizing flows as non-equilibrium transformations",
		fields: { year: "2022" },
	},
	"arXiv:2207.00283": {
		key: "Gerdes:2022",
		author:
			"Gerdes, Mathis and de Haan, Pim and Rainone, Corrado and Bondesan, Roberto and Cheng, Miranda C. N.",
		title:
			"Learning lattice quantum field theories with equivariant continuous flows",
		fields: {
			journal: "SciPost Phys.",
			volume: "15",
			year: "2023",
			pages: "238",
			doi: "10.21468/SciPostPhys.15.6.238",
		},
	},
	"arXiv:2105.12481": {
		key: "DelDebbio:2021",
		author: "Del Debbio, Luigi and Marsh Rossney, Joe and Wilson, Michael",
		title:
			"Efficient modeling of trivializing maps for lattice $\\phi^4$ theory using normalizing flows: A first look at scalability",
		fields: {
			journal: "Phys. Rev. D",
			volume: "104",
			year: "2021",
			pages: "094507",
			doi: "10.1103/PhysRevD.104.094507",
		},
	},
	"arXiv:0907.5491": {
		key: "Luscher:2009eq",
		author: 'L{\\"u}scher, Martin',
		title: "Trivializing maps, the {Wilson} flow and the {HMC} algorithm",
		fields: {
			journal: "Commun. Math. Phys.",
			volume: "293",
			year: "2010",
			pages: "899",
			doi: "10.1007/s00220-009-0953-7",
		},
	},
	"arXiv:2212.08469": {
		key: "Bacchio:2022vje",
		author:
			"Bacchio, Simone and Kessel, Pan and Schaefer, Stefan and Vaitl, Lorenz",
		title: "Learning trivializing gradient flows for lattice gauge theories",
		fields: {
			journal: "Phys. Rev. D",
			volume: "107",
			year: "2023",
			pages: "L051504",
			doi: "10.1103/PhysRevD.107.L051504",
		},
	},
	"arXiv:2410.13161": {
		key: "Gerdes:2024rjk",
		author:
			"Gerdes, Mathis and de Haan, Pim and Bondesan, Roberto and Cheng, Miranda C. N.",
		title: "Nonperturbative trivializing flows for lattice gauge theories",
		fields: {
			journal: "Phys. Rev. D",
			volume: "112",
			year: "2025",
			pages: "094516",
			doi: "10.1103/31d5-hvp6",
		},
	},
	"arXiv:2503.01707": {
		key: "Robnik:2025",
		author: "Robnik, Jakob and Cohn-Gordon, Reuben and Seljak, Uro{\\v s}",
		title: "{Metropolis} adjusted microcanonical {Hamiltonian} {Monte Carlo}",
		fields: { year: "2025" },
	},
	"arXiv:2511.15196": {
		key: "Yallup:2025",
		author: "Yallup, David",
		title: "Particle {Monte Carlo} methods for lattice field theory",
		fields: { year: "2025" },
	},
	"arXiv:2106.14234": {
		key: "Albandea:2021",
		author:
			"Albandea, David and Hern{\\'a}ndez, Pilar and Ramos, Alberto and Romero-L{\\'o}pez, Fernando",
		title: "Topological sampling through windings",
		fields: {
			journal: "Eur. Phys. J. C",
			volume: "81",
			year: "2021",
			pages: "873",
			doi: "10.1140/epjc/s10052-021-09677-6",
		},
	},
	"Phys. Lett. B 195 (1987) 216": {
		key: "Duane:1987de",
		author: "Duane, S. and Kennedy, A. D. and Pendleton, B. J. and Roweth, D.",
		title: "Hybrid {Monte Carlo}",
		fields: { doi: "10.1016/0370-2693(87)91197-X" },
	},
	"Bernoulli 2 (1996) 341": {
		key: "Roberts:1996",
		author: "Roberts, Gareth O. and Tweedie, Richard L.",
		title:
			"Exponential convergence of {Langevin} distributions and their discrete approximations",
		fields: { doi: "10.2307/3318418" },
	},
	"J. Chem. Phys. 21 (1953) 1087": {
		key: "Metropolis:1953",
		author:
			"Metropolis, N. and Rosenbluth, A. W. and Rosenbluth, M. N. and Teller, A. H. and Teller, E.",
		title: "Equation of state calculations by fast computing machines",
		fields: { doi: "10.1063/1.1699114" },
	},
	"Phys. Rev. D 21 (1980) 2308": {
		key: "Creutz:1980",
		author: "Creutz, Michael",
		title: "{Monte Carlo} study of quantized {SU(2)} gauge theory",
		fields: { doi: "10.1103/PhysRevD.21.2308" },
	},
	"Phys. Rev. D 23 (1981) 2901": {
		key: "Adler:1981",
		author: "Adler, S. L.",
		title:
			"Over-relaxation method for the {Monte Carlo} evaluation of the partition function for multiquadratic actions",
	},
	"Phys. Rev. Lett. 57 (1986) 2607": {
		key: "Swendsen:1986",
		author: "Swendsen, Robert H. and Wang, Jian-Sheng",
		title: "Replica {Monte Carlo} simulation of spin-glasses",
		fields: { doi: "10.1103/PhysRevLett.57.2607" },
	},
	"Phys. Rev. Lett. 62 (1989) 1087": {
		key: "Brower:1989",
		author: "Brower, R. C. and Tamayo, P.",
		title: "Embedded Dynamics for $\\phi^4$ Theory",
	},
	"Phys. Rev. D 10 (1974) 2445": {
		key: "Wilson:1974sk",
		author: "Wilson, Kenneth G.",
		title: "Confinement of quarks",
		fields: { doi: "10.1103/PhysRevD.10.2445" },
	},
	"A. A. Migdal, Sov. Phys. JETP 42 (1975) 413": {
		key: "Migdal:1975zg",
		author: "Migdal, A. A.",
		title: "Recursion equations in gauge field theories",
	},
	"H. E. Stanley, Phys. Rev. Lett. 20 (1968) 589": {
		key: "Stanley:1968",
		fields: { doi: "10.1103/PhysRevLett.20.589" },
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
			doi: "10.1016/S0010-4655(03)00467-3",
		},
	},
	"arXiv:1903.08008": {
		key: "Vehtari:2019rhat",
		author:
			'Vehtari, Aki and Gelman, Andrew and Simpson, Daniel and Carpenter, Bob and B{\\"u}rkner, Paul-Christian',
		title:
			"Rank-normalization, folding, and localization: an improved {$\\hat R$} for assessing convergence of {MCMC} (with discussion)",
		fields: {
			journal: "Bayesian Anal.",
			volume: "16",
			year: "2021",
			pages: "667",
			doi: "10.1214/20-BA1221",
		},
	},
	"arXiv:1507.02646": {
		key: "Vehtari:2015psis",
		author:
			"Vehtari, Aki and Simpson, Daniel and Gelman, Andrew and Yao, Yuling and Gabry, Jonah",
		title: "{Pareto} smoothed importance sampling",
		fields: {
			journal: "J. Mach. Learn. Res.",
			volume: "25",
			number: "72",
			year: "2024",
			pages: "1",
		},
	},
	"Scand. J. Stat. 6 (1979) 65": {
		key: "Holm:1979",
		author: "Holm, Sture",
		title: "A simple sequentially rejective multiple test procedure",
	},
};
