import { expect, test } from 'vitest';
import { createMetrics } from './create-metrics';

test('a feature’s figures stand among ours, and are left out while nobody knows them', async () => {
	const figure = { name: 'porchlight_notes', help: 'Notes that people keep.', read: async () => 3 };
	const { registry, setFigures } = createMetrics([figure]);
	setFigures([await figure.read()]);
	expect(await registry.metrics()).toMatch(/^porchlight_notes 3$/m);
	setFigures([undefined]);
	expect(await registry.metrics()).not.toMatch(/^porchlight_notes /m);
});
