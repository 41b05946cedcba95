import { expect, test, vi } from 'vitest';
import { sendForm } from './send-form';

/** Answers as a server, or what stands before it, would; Node has no XMLHttpRequest of its own. */
function answerWith(status: number, responseText: string) {
	class Answered {
		status = status;
		responseText = responseText;
		upload = {};
		onload = () => {};
		open() {}
		setRequestHeader() {}
		send() {
			this.onload();
		}
	}
	vi.stubGlobal('XMLHttpRequest', Answered);
	const submission = { action: new URL('http://localhost:3000/'), formData: new FormData() };
	return sendForm(submission, () => {});
}

test.each([
	[200, '<h1>Sign in to this network</h1>'],
	[403, '{"message":"Cross-site POST form submissions are forbidden"}'],
	[502, '<h1>Bad gateway</h1>'],
	[200, 'null'],
	[200, '']
])('an answer that is not understood has no status: %i %s', async (status, text) => {
	expect(await answerWith(status, text)).toEqual({ type: 'error', error: null });
});

test.each([413, 429, 503])('but for what %i says by itself', async (status) => {
	expect(await answerWith(status, '<h1>No</h1>')).toEqual({ type: 'error', error: null, status });
});

test('a result is given as it came', async () => {
	const result = { type: 'redirect', status: 303, location: '/settings/profile' };
	expect(await answerWith(200, JSON.stringify(result))).toEqual(result);
});
