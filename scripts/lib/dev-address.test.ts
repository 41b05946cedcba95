import { expect, it } from 'vitest';
import { devAddress } from './dev-address.ts';

it.each([
	[{}, undefined, { PORT: '5173' }],
	[{ PORT: '4000' }, undefined, { PORT: '4000' }],
	[{ ORIGIN: 'http://localhost:3000' }, undefined, { PORT: '3000' }],
	[{ ORIGIN: 'http://localhost' }, undefined, { PORT: '5173' }],
	[{ ORIGIN: 'https://accounts.example.org' }, undefined, { PORT: '5173' }],
	[{ PORT: '4000' }, '4001', { PORT: '4001' }],
	[{ ORIGIN: 'http://localhost:3000' }, '4001', { PORT: '4001', ORIGIN: 'http://localhost:4001' }],
	[{ ORIGIN: 'https://accounts.example.org' }, '4001', { PORT: '4001' }]
])('the development server with %j and --port %s listens on %j', (given, asked, address) => {
	expect(devAddress(given, asked)).toEqual({ ORIGIN: undefined, ...given, ...address });
});
