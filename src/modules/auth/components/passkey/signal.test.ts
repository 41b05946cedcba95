import { beforeEach, expect, test, vi } from 'vitest';

const heard: string[] = [];
let isBusy = true;
let refused = 0;

/** As browsers do: nothing is heard while a passkey is asked for, or made. */
async function hear(what: string): Promise<void> {
	if (isBusy) {
		refused += 1;
		throw new DOMException('A request is already pending.', 'OperationError');
	}
	heard.push(what);
}

beforeEach(() => {
	const browser = {
		parseCreationOptionsFromJSON: (options: object) => options,
		signalAllAcceptedCredentials: ({ allAcceptedCredentialIds: ids }: never) =>
			hear(`has ${String(ids)}`),
		signalCurrentUserDetails: ({ name }: never) => hear(`is ${String(name)}`)
	};
	vi.stubGlobal(
		'PublicKeyCredential',
		Object.assign(() => undefined, browser)
	);
	vi.stubGlobal('navigator', {
		credentials: {
			create: ({ signal }: CredentialCreationOptions) =>
				new Promise((_, reject) => {
					signal?.addEventListener('abort', () => {
						isBusy = false;
						reject(signal.reason as Error);
					});
				})
		}
	});
	return () => vi.unstubAllGlobals();
});

test('what is said while the browser makes a passkey is heard afterwards, in order', async () => {
	const { perform } = await import('./ceremony');
	const { signalAccount } = await import('./signal');
	const controller = new AbortController();
	const request = { what: 'make', options: {} } as never;
	const made = perform(request, { mediation: 'conditional', controller });
	const account = { rpId: 'localhost', userId: 'a', displayName: 'Ada' };
	const said = ['one,two', ''].map((ids, index) =>
		signalAccount({ ...account, name: `ada${index}`, credentialIds: ids.split(',') })
	);
	await vi.waitFor(() => expect(refused).toBeGreaterThan(0), 10_000);
	controller.abort();
	await Promise.all([made, ...said]);
	expect(heard).toEqual(['has one,two', 'has ', 'is ada0', 'is ada1']);
});
