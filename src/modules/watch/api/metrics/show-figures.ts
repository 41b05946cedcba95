import { Gauge, type Registry } from 'prom-client';
import type { Figure } from '@/feature/feature';

/**
 * Adds the figures that features have of their own.
 * @returns takes what was just found of each, in their order; what is not known is shown as no figure at
 * all.
 */
export function showFigures(registers: Registry[], figures: readonly Figure[]) {
	const gauges = figures.map(({ name, help }) => new Gauge({ name, help, registers }));
	return function setFigures(found: readonly (number | undefined)[]): void {
		for (const [index, gauge] of gauges.entries()) {
			gauge.remove();
			const value = found[index];
			if (value !== undefined) gauge.set(value);
		}
	};
}
