import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CeremonyResult, PasskeyRequest } from './ceremony';

/** What the page asked of the browser, to be answered as a browser or a person would. */
interface Asked {
	mediation: string | undefined;
	resolve(credential: { toJSON(): object } | null): void;
	reject(error: unknown): void;
}

let asked: Asked[];
/** What this browser makes of a request that the page ends. */
let abortError: unknown;
let perform: typeof import('./ceremony').perform;

function get({ signal, mediation }: CredentialRequestOptions): Promise<unknown> {
	return new Promise((resolve, reject) => {
		asked.push({ mediation, resolve, reject });
		signal?.addEventListener('abort', () => reject(abortError));
	});
}

const named = (name: string) => new DOMException(`A browser's own words: ${name}.`, name);
const passkey = { toJSON: () => ({ id: 'one' }) };
const used = { credential: '{"id":"one"}' };
const request: PasskeyRequest = { what: 'use', options: { challenge: 'abc' } };

function dialog(controller = new AbortController()): Promise<CeremonyResult> {
	return perform(request, { controller });
}

function autofill(controller = new AbortController()): Promise<CeremonyResult> {
	return perform(request, { mediation: 'conditional', controller });
}

/** What follows from what has happened, and no time. */
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(async () => {
	asked = [];
	abortError = named('AbortError');
	vi.stubGlobal('navigator', { credentials: { get, create: get } });
	vi.stubGlobal('PublicKeyCredential', {
		parseRequestOptionsFromJSON: (options: object) => options,
		parseCreationOptionsFromJSON: (options: object) => options
	});
	vi.useFakeTimers();
	vi.resetModules();
	({ perform } = await import('./ceremony'));
	return () => {
		vi.useRealTimers();
		vi.unstubAllGlobals();
	};
});

describe('one at a time', () => {
	test('two quick calls make one dialog, asked for within the call', async () => {
		const first = dialog();
		expect(asked).toHaveLength(1);
		expect(await dialog()).toBeNull();
		expect(await autofill()).toBeNull();
		expect(asked).toHaveLength(1);
		asked[0]?.resolve(passkey);
		expect(await first).toEqual(used);
	});

	test('a dialog ends what waits, within the call', async () => {
		const waiting = autofill();
		const clicked = dialog();
		expect(asked.map(({ mediation }) => mediation)).toEqual(['conditional', undefined]);
		expect(await waiting).toBeNull();
		asked[1]?.resolve(passkey);
		expect(await clicked).toEqual(used);
	});

	test('a dialog that is ended lets the next one begin, before the browser has said so', async () => {
		const left = new AbortController();
		const first = dialog(left);
		left.abort();
		const second = dialog();
		expect(asked).toHaveLength(2);
		expect(await first).toBeNull();
		// What the first leaves behind is not taken for the end of the second.
		expect(await dialog()).toBeNull();
		asked[1]?.resolve(passkey);
		expect(await second).toEqual(used);
	});

	test('after a refusal it can be asked for anew', async () => {
		const first = dialog();
		const error = named('NotAllowedError');
		asked[0]?.reject(error);
		expect(await first).toEqual({ error });
		const second = dialog();
		asked[1]?.resolve(passkey);
		expect(await second).toEqual(used);
	});
});

describe('what we end ourselves', () => {
	test.each([named('AbortError'), named('NotAllowedError'), new TypeError('Aborted')])(
		'is no error, whatever the browser calls it: %s',
		async (error) => {
			abortError = error;
			for (const begin of [dialog, autofill]) {
				const left = new AbortController();
				const ended = begin(left);
				await settled();
				left.abort();
				expect(await ended).toBeNull();
			}
			expect(asked).toHaveLength(2);
		}
	);

	test('is no answer, even where the browser gives one', async () => {
		const left = new AbortController();
		const ended = dialog(left);
		asked[0]?.resolve(passkey);
		left.abort();
		expect(await ended).toBeNull();
	});
});

describe('the first request after one that we ended', () => {
	/** As with the page that is left, or with new options. */
	async function endOne(): Promise<void> {
		const left = new AbortController();
		const ended = autofill(left);
		left.abort();
		await ended;
	}

	const refusal = named('NotAllowedError');

	test('is asked once more, where the browser refuses it at once', async () => {
		await endOne();
		for (const begin of [autofill, dialog]) {
			asked = [];
			const result = begin();
			asked[0]?.reject(refusal);
			await settled();
			expect(asked).toHaveLength(2);
			asked[1]?.resolve(passkey);
			expect(await result).toEqual(used);
			await endOne();
		}
	});

	test('also where a dialog took the place of what waited: once that has ended', async () => {
		// A browser that takes its time.
		vi.stubGlobal('navigator', {
			credentials: {
				get: () => new Promise((resolve, reject) => asked.push({ mediation: '', resolve, reject }))
			}
		});
		const waiting = autofill();
		const clicked = dialog();
		asked[1]?.reject(refusal);
		await settled();
		expect(asked).toHaveLength(2);
		asked[0]?.reject(abortError);
		expect(await waiting).toBeNull();
		await settled();
		expect(asked).toHaveLength(3);
		asked[2]?.resolve(passkey);
		expect(await clicked).toEqual(used);
	});

	test('is asked no third time, and the one after that only once', async () => {
		await endOne();
		asked = [];
		const first = dialog();
		asked[0]?.reject(refusal);
		await settled();
		expect(asked).toHaveLength(2);
		asked[1]?.reject(refusal);
		expect(await first).toEqual({ error: refusal });

		const second = dialog();
		asked[2]?.reject(refusal);
		expect(await second).toEqual({ error: refusal });
		expect(asked).toHaveLength(3);
	});

	test('is not asked again where the refusal comes late: a person said no', async () => {
		await endOne();
		asked = [];
		const result = dialog();
		vi.advanceTimersByTime(1_500);
		asked[0]?.reject(refusal);
		expect(await result).toEqual({ error: refusal });
		expect(asked).toHaveLength(1);
	});

	test('is like any other once that is long ago', async () => {
		await endOne();
		asked = [];
		vi.advanceTimersByTime(60_000);
		const result = dialog();
		asked[0]?.reject(refusal);
		expect(await result).toEqual({ error: refusal });
		expect(asked).toHaveLength(1);
	});

	test('that is ended itself meanwhile is not asked again', async () => {
		await endOne();
		asked = [];
		const left = new AbortController();
		const result = dialog(left);
		asked[0]?.reject(refusal);
		left.abort();
		expect(await result).toBeNull();
		expect(asked).toHaveLength(1);
	});
});

test('one that has ended by itself, and is ended again with its page, changes nothing', async () => {
	const left = new AbortController();
	const first = dialog(left);
	asked[0]?.resolve(passkey);
	await first;
	left.abort();
	const refusal = named('NotAllowedError');
	const second = dialog();
	asked[1]?.reject(refusal);
	expect(await second).toEqual({ error: refusal });
	expect(asked).toHaveLength(2);
});
