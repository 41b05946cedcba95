import { expect, test } from 'vitest';
import { readLinkToken } from './link-token';

const token = 'Qm9-_3DxZ0aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456';
const read = (search: string) => readLinkToken(new URL(`http://localhost:3000/undo${search}`));

test.each([
	`?token=${token}`,
	`?token=${token}.`,
	`?token=${token}!`,
	`?token=${token},`,
	`?token=${token};`,
	`?token=${token})`,
	`?token=${token}]`,
	`?token=${token}>`,
	`?token=${token}%3E`,
	`?token=${token}%3e.`,
	`?token=${token}%253E`,
	`?token=${token}"`,
	`?token=${token}'`,
	`?token=${token}%22`,
	`?token=${token}%E2%80%9D`,
	`?token=${token}%`,
	`?token=${token}%FF`,
	`?token=${token}%20`,
	`?token=${token}+`,
	`?token=${token}%C2%A0`,
	`?token=${token}%E2%80%8B`,
	`?token=${token}%0D%0A`,
	`?token=${token}=20`,
	`?token=${token}=C2=A0`,
	`?token=${token}=`,
	`?token=${token}_`,
	`?token=${token}--`,
	`?token=${token}*`,
	`?token=${token}/`,
	`?token=${token}%5D(http://localhost:3000/undo`,
	`?token=${token}&utm_source=mail`,
	`?token=${token}&gt;`,
	`?token=3D${token}`,
	`?token=3d${token}.`,
	`?token==3D${token}`,
	`?token=%3D${token}`,
	`?token=%253D${token}`,
	`?token%3D${token}`,
	`?token=<${token}>`,
	`?token=%20${token}`,
	`?token="${token}"`,
	`?amp;token=${token}`,
	`?amp%3Btoken=${token}`,
	`?fbclid=1&amp;token=${token}`,
	`?&token=${token}`,
	`??token=${token}`,
	`?Token=${token}`,
	`?/token&token=${token}`,
	`?token=${token.slice(0, 20)}=${token.slice(20)}`,
	`?token=${token.slice(0, 20)}=%0D%0A${token.slice(20)}`,
	`?token=${token.slice(0, 7)}%20${token.slice(7)}`
])('the token is whole in %s', (search) => {
	expect(read(search)).toBe(token);
});

test.each([
	'?token=',
	'?token=.',
	'?token=3D',
	'?token=nothing',
	`?token=${token.slice(1)}`,
	`?token=${token.slice(0, -1)}`,
	`?token=${token.slice(0, -1)}.`,
	`?token=${token.slice(0, 20)}...`,
	`?token=${token.slice(0, 20)}…${token.slice(-5)}`,
	`?amp;token=${token.slice(0, 40)}`,
	`?token=${token}x`,
	`?token=${'a'.repeat(5_000)}`
])('part of it is missing, or it is none, in %s', (search) => {
	expect(read(search)).toBeNull();
});

test('a token that begins like the trace of a mail program stays whole', () => {
	const own = `3D${token.slice(2)}`;
	expect(read(`?token=${own}`)).toBe(own);
	expect(read(`?token=3D${own}`)).toBe(own);
	const ends = `${token.slice(0, -1)}_`;
	expect(read(`?token=${ends}.`)).toBe(ends);
});

test.each(['', '?', '?x=1', '?mytoken=1', '?/resend'])('there is none in %j', (search) => {
	expect(read(search)).toBeUndefined();
});

test('a long address is read at once', () => {
	const start = performance.now();
	for (const part of ['= ', '=a', '%3D', 'token=', 'a=\t']) read(`?token=${part.repeat(100_000)}`);
	expect(performance.now() - start).toBeLessThan(500);
});
