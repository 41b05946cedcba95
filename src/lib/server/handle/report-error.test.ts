import { afterEach, expect, test, vi } from 'vitest';
import { answer, createRequest } from '$tests/app';
import { log } from '@/server/log';

afterEach(() => void vi.restoreAllMocks());

/** A form whose body ends in this error, as Node gives it to whoever reads. */
async function send(fault: Error) {
	const { url, headers } = await createRequest('/sign-up', {
		headers: { 'content-type': 'application/x-www-form-urlencoded' }
	});
	const body = new ReadableStream({ pull: (controller) => controller.error(fault) });
	const origin = 'http://localhost:3000';
	const request = { method: 'POST', headers: { ...Object.fromEntries(headers), origin }, body };
	return answer(new Request(url, { ...request, duplex: 'half' } as RequestInit));
}

test('a visitor who breaks off is no error of ours', async () => {
	const error = vi.spyOn(log, 'error');
	await send(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
	expect(error).not.toHaveBeenCalled();
});

test('any other fault is one, with an id', async () => {
	const error = vi.spyOn(log, 'error').mockImplementation(() => undefined);
	const answered = await send(new Error('out of paper', { cause: 'drawer 3' }));
	expect(answered.status).toBe(500);
	expect(await answered.text()).not.toMatch(/out of paper|drawer 3|\n\s+at /);
	expect(error).toHaveBeenCalledWith(
		expect.objectContaining({ id: expect.any(String) }),
		'request failed'
	);
});
