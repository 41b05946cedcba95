import { expect, test } from 'vitest';
import { answer, openBrowser } from '$tests/app';
import { PASSWORD, signedInPerson, signIn } from '$tests/people';
import { env } from '@/server/env';

const head = '--b\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\n\r\n';
const body = `${head}no picture\r\n--b--\r\n`;

/** How many bodies are being read at this moment, and how many were at most. */
function createWatch() {
	let now = 0;
	let most = 0;
	return {
		get most() {
			return most;
		},
		/** A body that is asked for once and comes a while later. */
		body: () =>
			new ReadableStream<Uint8Array>(
				{
					async pull(controller) {
						now += 1;
						most = Math.max(most, now);
						for (let i = 0; i < 50; i += 1) await new Promise(setImmediate);
						now -= 1;
						controller.enqueue(new TextEncoder().encode(body));
						controller.close();
					}
				},
				{ highWaterMark: 0 }
			)
	};
}

function upload(cookie: string, stream: ReadableStream<Uint8Array>) {
	const headers = {
		cookie,
		origin: env().ORIGIN,
		accept: 'text/html',
		'content-type': 'multipart/form-data; boundary=b',
		'content-length': String(5 * 1024 * 1024)
	};
	const url = `${env().ORIGIN}/settings/profile?/avatar`;
	const init = { method: 'POST', headers, body: stream, duplex: 'half' as const };
	return answer(new Request(url, { ...init, redirect: 'manual' }));
}

/** Two pictures from each of several people, all at once. */
async function uploadByMany(people: number, watch: ReturnType<typeof createWatch>) {
	const cookies: string[] = [];
	for (let i = 0; i < people; i += 1) {
		const { browser } = await signedInPerson();
		cookies.push(browser.jar.header(), browser.jar.header());
	}
	return Promise.all(cookies.map((cookie) => upload(cookie, watch.body())));
}

test('eight pictures are received at a time, the others wait unread', async () => {
	const watch = createWatch();
	const answers = await uploadByMany(10, watch);
	expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(415));
	expect(watch.most).toBe(8);
});

test('past 24 that wait the answer is 503', async () => {
	const answers = await uploadByMany(20, createWatch());
	const refused = answers.filter(({ status }) => status === 503);
	expect(refused).toHaveLength(8);
	expect(refused[0]!.headers.get('retry-after')).toBeTruthy();
});

test('one person has two under way, whatever is free', async () => {
	const { browser } = await signedInPerson();
	const watch = createWatch();
	const send = () => upload(browser.jar.header(), watch.body());
	const answers = await Promise.all([send(), send(), send(), send()]);
	expect(answers.map(({ status }) => status).sort()).toEqual([415, 415, 503, 503]);
	expect(watch.most).toBe(2);
	expect((await send()).status).toBe(415);
});

test('of somebody whose session has ended no picture is read', async () => {
	const { email } = await signedInPerson();
	const browser = openBrowser();
	await signIn(browser, email, PASSWORD);
	browser.jar.set('session', 'A'.repeat(43));
	const watch = createWatch();
	const response = await upload(browser.jar.header(), watch.body());
	expect(response.headers.get('location')).toBe('/sign-in?redirectTo=%2Fsettings%2Fprofile');
	expect(watch.most).toBe(0);
});
