import type { AuthorizationFailure } from '$modules/auth/api/entry/complete-authorization';
import type { OauthPurpose } from '$modules/oauth/models/z.oauth-transaction';
import type { SignedIn, SignedOut } from '$modules/auth/api/session/handle-session';
import type { Feature } from '@/feature/feature';
import type { FormsOf } from '@/feature/join-features';
import type { features } from './features';

declare global {
	/** Each part of a path of this site that is no parameter (`vite.config.ts`). */
	const ROUTE_PARTS: readonly string[];
	namespace App {
		/**
		 * `user` and `session` are both there or both `null`: `signedIn(locals)` narrows them. Kit wants
		 * an interface here, which cannot be a union itself.
		 */
		interface Locals {
			user: (SignedIn | SignedOut)['user'];
			session: (SignedIn | SignedOut)['session'];
			/** Shown on error pages and written to the log, to find one by the other. */
			requestId: string;
			/** What the application is made of. */
			features: readonly Feature[];
			/** What of a form survives an interruption, as each feature says of its own. */
			interruptedForms: FormsOf<typeof features>;
			/** The body is larger than its form takes and must not be read: the form says so. */
			isBodyTooLarge?: boolean;
			/** Where the browser shall post the same form once more, with the cookies of this answer. */
			postAgainTo?: string;
			/** The page is that of a mailed link which cannot be used: its status is 400. */
			isLinkUnusable?: boolean;
			/** Whether a form was made for the person who is signed in; of routes for signed-in people. */
			ownsForm?: (owner: FormDataEntryValue) => boolean;
			/**
			 * Keeps what was typed, never a secret, and says where somebody goes whose session has ended
			 * while their form was on its way: to sign in and back. Of what takes a session.
			 */
			signInAgain?: (typed: Record<string, string>) => Promise<string>;
			/** Set when the request failed for now: the answer's status, and seconds until a next try. */
			tryLater?: { status: number; retryAfter: number };
		}
		interface Error {
			message: string;
			id?: string;
			/** What a page says where it differs from the status that Kit knows. */
			status?: number;
			/** When to try again, in the reader's language, where the answer says so in `Retry-After`. */
			tryAgain?: string;
			/** The one origin that forms are taken from, where one came from another. */
			origin?: string;
			/** What went wrong on the way back from a provider, for a page that says how to go on. */
			authorizationFailure?: {
				reason: AuthorizationFailure;
				provider: { id: string; name: string };
				purpose: OauthPurpose;
				redirectTo: string;
				/** What whoever has no account does next. */
				newcomer?: string;
			};
		}
	}
}

declare module 'svelte/elements' {
	interface HTMLInputAttributes {
		/** What a password manager may make up. */
		passwordrules?: string | undefined;
	}
}

export {};
