import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SmtpServer } from '../../src/lib/server/smtp-url.ts';

const TIMEOUT_MS = 5_000;

/**
 * Connects to a mail server and reads its greeting (RFC 5321, section 4.2), without signing in.
 * Rejects with the reason when none comes within five seconds.
 */
export function readSmtpGreeting({ secure, host, port }: SmtpServer): Promise<string> {
	const options = { host, port };
	return new Promise((resolve, reject) => {
		const socket = secure ? connectTls({ ...options, servername: host }) : connectTcp(options);
		socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no greeting in 5 seconds')));
		socket.once('error', reject);
		socket.once('close', () => reject(new Error('closed without a greeting')));
		socket.once('data', (data) => {
			const line = data.toString('latin1').split('\r\n')[0] ?? '';
			if (line.startsWith('220')) resolve(line);
			else reject(new Error(`refused: ${line}`));
			socket.end('QUIT\r\n');
		});
	});
}
