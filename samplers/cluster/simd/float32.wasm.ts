/** Cluster updates with local updates between them, fields in float32: see samplers/cluster/simd/cluster.as.ts. */
import * as block from "../../chain/local/block.as";
import * as gaussian from "../../heatbath/scalar/simd/heat-bath.as";
import * as uniform from "../../metropolis/simd/metropolis.as";
import * as clusters from "./cluster.as";

export { configureAction, configureBuffers, configureKey, configureLattice } from "../../chain/local/block.as";
export { configureShift } from "../../heatbath/scalar/simd/heat-bath.as";
export { configureWidth } from "../../metropolis/simd/metropolis.as";
export { configureClusters } from "./cluster.as";

export function begin(): void {
	block.begin<f32>();
}

export function measure(): void {
	block.measure<f32>();
}

export function extract(lane: i32, target: usize): void {
	block.extract<f32>(lane, target);
}

export function insert(lane: i32, source: usize): void {
	block.insert<f32>(lane, source);
}

export function heatBath(update: u32, chain: u32, purpose: u32, count: i32): void {
	gaussian.heatBath<f32>(update, chain, purpose, count);
}

export function overrelax(update: u32, chain: u32, purpose: u32, count: i32): void {
	gaussian.overrelax<f32>(update, chain, purpose, count);
}

export function metropolis(update: u32, chain: u32, purpose: u32, count: i32): void {
	uniform.metropolis<f32>(update, chain, purpose, count);
}

export function wolff(update: u32, chain: u32, purpose: u32, count: i32): void {
	clusters.wolff<f32>(update, chain, purpose, count);
}

export function swendsenWang(update: u32, chain: u32, purpose: u32, count: i32): void {
	clusters.swendsenWang<f32>(update, chain, purpose, count);
}
