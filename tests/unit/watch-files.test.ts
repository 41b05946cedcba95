import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMetrics } from '$modules/watch/api/metrics/create-metrics';

const { registry } = createMetrics();

/** Every series that there is: a histogram is three, and Prometheus itself says which servers are up. */
const series = new Set(
	registry.getMetricsAsArray().flatMap((metric) => {
		const { name } = metric;
		const isHistogram = String(Reflect.get(metric, 'type')) === 'histogram';
		return isHistogram ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
	})
);
const namesIn = (expression: string) =>
	expression.match(/\b(?:porchlight|nodejs|process)_\w+/g) ?? [];

interface Dashboard {
	panels: { title: string; targets: { expr: string }[] }[];
	templating: { list: { query: string }[] };
}

test('every figure of the dashboard is one that the server shows', () => {
	const dashboard = JSON.parse(readFileSync('deploy/grafana.json', 'utf8')) as Dashboard;
	const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
	const names = [...expressions, ...dashboard.templating.list.map(({ query }) => query)];
	expect(names.flatMap(namesIn).filter((name) => !series.has(name))).toEqual([]);
	for (const expression of expressions) {
		expect(namesIn(expression).length, expression).toBeGreaterThan(0);
		expect(expression.split('(').length, expression).toBe(expression.split(')').length);
	}
});

test('every figure of the alerts is one that the server shows, and each alert says what is wrong', () => {
	const rules = readFileSync('deploy/alerts.yml', 'utf8')
		.split(/^ {6}- alert: /m)
		.slice(1);
	expect(rules.length).toBeGreaterThan(5);
	for (const rule of rules) {
		const [, expression = ''] = /^ {8}expr: (.+)$/m.exec(rule) ?? [];
		expect([...namesIn(expression), ...(expression.match(/\bup\b/) ?? [])], rule).not.toEqual([]);
		expect(namesIn(expression).filter((name) => !series.has(name))).toEqual([]);
		expect(rule).toMatch(/^ {10}summary: \S/m);
	}
});

test('every figure of our own is on the dashboard, and in docs/operations.md', () => {
	const own = registry.getMetricsAsArray().flatMap(({ name }) => namesIn(name));
	const dashboard = readFileSync('deploy/grafana.json', 'utf8');
	const operations = readFileSync('docs/operations.md', 'utf8');
	for (const name of own.filter((one) => one.startsWith('porchlight_'))) {
		expect(dashboard, name).toContain(name);
		expect(operations, name).toContain(`\`${name}\``);
	}
});
