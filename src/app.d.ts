import type { SignedIn } from '$modules/auth/api/session/validate-session';

declare global {
	namespace App {
		/** Both or neither: a session never stands without its user. */
		type Locals = (SignedIn | { user: null; session: null }) & {
			/** Shown on error pages and written to the log, to find one by the other. */
			requestId: string;
		};
		interface Error {
			message: string;
			id?: string;
		}
	}
}

export {};
