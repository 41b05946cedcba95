import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { env } from '@/server/env';
import { flat } from '$modules/profile/api/avatar/pictures.fixture';
import { answer } from '$tests/app';
import { signedInPerson } from '$tests/people';

/** Kit's server on a real socket: what arrives when is what this is about. */
let server: Server;
let port: number;
const sockets: Socket[] = [];
/** The server's ends of them. */
const ends: Socket[] = [];
const bytesRead = () => ends.reduce((sum, end) => sum + end.bytesRead, 0);

beforeEach(async () => {
	server = createServer(async (incoming, outgoing) => {
		const request = await getRequest({ request: incoming, base: env().ORIGIN });
		await setResponse(outgoing, await answer(request));
	});
	server.on('connection', (end) => ends.push(end));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	({ port } = server.address() as AddressInfo);
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
	vi.useRealTimers();
	for (const socket of sockets.splice(0)) socket.destroy();
	ends.length = 0;
	server.closeAllConnections();
	server.close();
});

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until so many uploads are watched, and the server has read what has been sent. */
async function arrived(uploads: number) {
	await vi.waitFor(() => expect(vi.getTimerCount()).toBe(uploads), 10_000);
	const sent = () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
	await vi.waitFor(() => expect(bytesRead()).toBe(sent()), 10_000);
	// From the connection to whoever reads the body.
	await pass(50);
}
const head = '--b\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\n\r\n';
const MB = 1024 * 1024;

/** Begins to send a picture, of which the rest comes as the test likes. */
function beginUpload(cookie: string, length = 5 * MB) {
	const socket = connect(port, '127.0.0.1');
	sockets.push(socket);
	let answered = '';
	socket.on('data', (data) => (answered += data.toString('latin1')));
	socket.on('error', () => undefined);
	socket.write(
		[
			'POST /settings/profile?/avatar HTTP/1.1',
			`Host: ${new URL(env().ORIGIN).host}`,
			`Origin: ${env().ORIGIN}`,
			`Cookie: ${cookie}`,
			'Accept: text/html',
			'Content-Type: multipart/form-data; boundary=b',
			`Content-Length: ${length}`,
			'\r\n'
		].join('\r\n') + head
	);
	return {
		send: (bytes: Buffer | string) => socket.write(bytes),
		/** The status of the answer, or `null` while there is none. */
		status: () => Number(/^HTTP\/1\.1 (\d+)/.exec(answered)?.[1] ?? 0) || null,
		text: () => answered
	};
}

/** A whole picture by somebody who means no harm. */
async function uploadAtOnce(cookie: string) {
	const picture = await flat(60, 60).png().toBuffer();
	const end = '\r\n--b--\r\n';
	const upload = beginUpload(cookie, head.length + picture.length + end.length);
	upload.send(picture);
	upload.send(end);
	return upload;
}

async function cookies(people: number): Promise<string[]> {
	const made: string[] = [];
	for (let i = 0; i < people; i += 1) made.push((await signedInPerson()).browser.jar.header());
	return made;
}

test('four accounts that send a byte now and then hold nobody up for longer than ten seconds', async () => {
	const [honest = '', ...attackers] = await cookies(5);
	const slow = attackers.flatMap((cookie) => [beginUpload(cookie), beginUpload(cookie)]);
	await arrived(8);
	const upload = await uploadAtOnce(honest);
	for (let second = 1; second <= 10; second += 1) {
		for (const each of slow) each.send('x');
		await pass(20);
		expect(upload.status()).toBeNull();
		vi.advanceTimersByTime(1_000);
	}
	await vi.waitFor(() => expect(upload.status()).toBe(303), 5_000);
	for (const each of slow) {
		await vi.waitFor(() => expect(each.status()).toBe(408), 5_000);
		expect(each.text()).toContain('The picture came too slowly');
	}
});

test('a slow line is waited for, for two minutes at most', async () => {
	const [cookie = '', other = ''] = await cookies(2);
	const [patient, endless] = [beginUpload(cookie, MB), beginUpload(other)];
	for (let window = 1; window <= 12; window += 1) {
		// The patient one is whole by the twelfth.
		const sending = window < 12 ? [patient, endless] : [endless];
		for (const each of sending) each.send(Buffer.alloc(85_000));
		await arrived(sending.length);
		expect([window, endless.status()]).toEqual([window, null]);
		if (window < 12) expect(patient.status()).toBeNull();
		if (window === 11) patient.send(Buffer.alloc(MB - head.length - 11 * 85_000));
		vi.advanceTimersByTime(10_000);
	}
	await vi.waitFor(() => expect(endless.status()).toBe(408), 5_000);
	// Whole in time, though no form: its last boundary is missing.
	await vi.waitFor(() => expect(patient.status()).toBe(400), 5_000);
});

test('whoever is quick at first and then stops is not waited for either', async () => {
	const [cookie = ''] = await cookies(1);
	const upload = beginUpload(cookie);
	upload.send(Buffer.alloc(MB));
	await arrived(1);
	vi.advanceTimersByTime(10_000);
	await pass(100);
	expect(upload.status()).toBeNull();
	vi.advanceTimersByTime(10_000);
	await vi.waitFor(() => expect(upload.status()).toBe(408), 5_000);
});
