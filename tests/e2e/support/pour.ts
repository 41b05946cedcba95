import { readFileSync } from 'node:fs';
import { request, type OutgoingHttpHeaders } from 'node:http';

export const megabyte = 1024 * 1024;
const chunk = Buffer.alloc(megabyte, 'a');

/**
 * Sends 100 MB for as long as the server takes them.
 * @returns the answer's status, and how many bytes had been sent by then.
 * @throws where the connection ends without an answer.
 */
export function pour(url: string, headers: OutgoingHttpHeaders) {
	return new Promise<{ status: number | undefined; sent: number }>((resolve, reject) => {
		let sent = 0;
		let status: number | undefined;
		const outgoing = request(url, { method: 'POST', headers }, (response) => {
			status = response.statusCode;
			response.resume();
			outgoing.destroy();
		});
		outgoing.on('error', (error) => (status ? undefined : reject(error)));
		outgoing.on('close', () => resolve({ status, sent }));
		function more(): void {
			while (sent < 100 * megabyte && !outgoing.destroyed) {
				sent += chunk.length;
				if (!outgoing.write(chunk)) return void outgoing.once('drain', more);
			}
			outgoing.end();
		}
		more();
	});
}

/** Megabytes of memory that a process takes. */
export function memoryOf(pid: number | undefined): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
