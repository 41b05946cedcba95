import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { siteSlug } from '@/site-slug';
import { foldUsername, isReservedUsername, usernamePattern } from './username';

it('reserves the name of every part of every path', () => {
	const parts = readdirSync('src/routes', { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isDirectory() && usernamePattern.test(entry.name))
		.map((entry) => entry.name);
	expect(parts).toContain('settings');
	expect(parts.filter((part) => !isReservedUsername(part))).toEqual([]);
});

it('reserves what would speak for the site', () => {
	for (const name of [siteSlug, `${siteSlug}-support`, siteSlug.toUpperCase()]) {
		expect(isReservedUsername(name)).toBe(true);
	}
});

it('leaves ordinary names alone', () => {
	const names = ['ada', 'grace', 'William', 'user1', 'rooter', 'mike', 'moira', 'tim-w', 'willow'];
	expect(names.filter(isReservedUsername)).toEqual([]);
});

it.each([
	['Ada', 'aDA'],
	['ada_l', 'a-d-a-l'],
	['bob', 'B0b'],
	['alice', 'aI1ce'],
	['william', 'vvi11iarn'],
	['vvw', 'wvv']
])('reads %s and %s as one name', (a, b) => expect(foldUsername(a)).toBe(foldUsername(b)));

it.each([
	['ada', 'adam'],
	['user1', 'user2'],
	['user10', 'user11'],
	['nina', 'mia']
])('tells %s from %s', (a, b) => expect(foldUsername(a)).not.toBe(foldUsername(b)));
