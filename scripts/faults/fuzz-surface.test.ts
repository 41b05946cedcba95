import { expect, test } from 'vitest';
import { defaultBesideNamed } from '@/forms/default-beside-named';
import { fillRoute, listSurfaces } from './fuzz-surface.ts';

test('every route of a build is found, with all of its actions', async () => {
	const action = () => undefined;
	const actions = [
		{ totp: action, recovery: action },
		defaultBesideNamed(action, { resend: action })
	];
	const page = (leaf: number) => ({ leaf });
	const _ = {
		nodes: actions.map((own) => async () => ({ server: { actions: own } })),
		routes: [
			{ id: '/(public)', page: null },
			{ id: '/(auth)/sign-in/second-factor', page: page(0) },
			{ id: '/(auth)/sign-up/verify', page: page(1) }
		]
	};
	const surfaces = await listSurfaces({ _ });
	expect(surfaces).toEqual([
		{ route: '/', actions: [], fields: [] },
		{
			route: '/sign-in/second-factor',
			actions: ['totp', 'recovery'],
			fields: expect.arrayContaining(['code', 'credential'])
		},
		{ route: '/sign-up/verify', actions: ['default', 'resend'], fields: expect.any(Array) }
	]);
});

test.each([
	['/u/[username]', '/u/x'],
	['/[[lang]]/pages/[...rest]', '/x/pages/x'],
	['/notes/[id=number]/[part].json', '/notes/x/x.json']
])('something stands in the place of each parameter of %s', (route, path) => {
	expect(fillRoute(route, () => 'x')).toBe(path);
});
