import type { Server } from 'node:http';
import { sayCharset } from './say-charset.ts';

/**
 * Puts on every response what must never be missing, static files and the framework's own
 * refusals included. A page may still set more, such as its Content-Security-Policy.
 * @param secure the site is served under https (RFC 6797 forbids HSTS over http).
 */
export function addResponseHeaders(server: Server, secure: boolean): void {
	server.prependListener('request', (_request, response) => {
		sayCharset(response);
		response.setHeader('Content-Security-Policy', "frame-ancestors 'none'");
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Referrer-Policy', 'same-origin');
		response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
		response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
		if (secure) {
			response.setHeader('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
		}
	});
}
