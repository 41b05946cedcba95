import { expect, test } from 'vitest';
import { sizingTable } from './sizing.ts';

const figures = {
	pagesPerCore: 500,
	signInsPerCore: 25,
	signInsPerDatabase: 200,
	bytesPerPerson: 1_000,
	bytesPerEntry: 400
};
const rows = (change = {}) =>
	sizingTable({ ...figures, ...change })
		.split('\n')
		.filter((line) => /^\| \d/.test(line))
		.map((line) => line.slice(2, -2).split(' | '));
const column = (index: number, change = {}) => rows(change).map((cells) => cells[index]);

test('goes from one small machine to groups of accounts', () => {
	expect(column(0)).toEqual([
		'1,000',
		'10,000',
		'100,000',
		'1,000,000',
		'10,000,000',
		'100,000,000'
	]);
	expect(column(6)[0]).toBe('one small machine, a file');
	expect(column(6)[5]).toMatch(/^\d+ groups of accounts/);
});

test('a slower core makes more cores, a slower database more groups, longer rows more disk', () => {
	const last = (index: number, change = {}) => Number.parseFloat(column(index, change)[5]!);
	expect(last(3, { signInsPerCore: 5 })).toBeGreaterThan(last(3));
	expect(last(6, { signInsPerDatabase: 50 })).toBeGreaterThan(last(6));
	expect(last(5, { bytesPerEntry: 800 })).toBeGreaterThan(last(5));
});

test('says where each part ends', () => {
	const text = sizingTable(figures);
	// 0.2 × 0.25 sign-ins a person and day, ten times as many in the busiest second, half a core.
	expect(text).toContain('Hashing fills one core from 2,200,000 people on');
	expect(text.match(/^- /gm)).toHaveLength(3);
});
