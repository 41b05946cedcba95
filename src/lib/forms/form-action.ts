import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { m } from '@/paraglide/messages';
import { keepsCookies } from '@/server/cookies';
import { asTryLater, CommitUnknownError, isSessionEnded } from '@/server/db/errors';
import { log } from '@/server/log';
import { logSecurityEvent } from '@/server/log-security-event';
import { tryAgainIn } from '@/server/try-again';
import { TooSlowError, type TryLaterError } from '@/server/request-errors';
import { parseForm, type FormFailure, type Parsed } from './parse-form';
import { postedAction } from '../posted-form';

type Refusal = ActionFailure<FormFailure>;
/** `values` are told to the page beside what was typed. */
type Why = Pick<Partial<FormFailure>, 'values' | 'errors' | 'message'>;
type Refuse = (status: number, why: Why) => Refusal;
type Sent = Parsed<unknown>['sent'];

interface Extras<E> {
	/** Of a form with a file. */
	upload?: {
		/** What it says where its body is over the limit (413). */
		whenTooLarge: () => Why;
		/** Where it came too slowly (408). */
		whenTooSlow: () => Why;
		/**
		 * Lets it be read when its turn comes. Throws TryLaterError when too many wait, TooSlowError when
		 * it is waited for no longer.
		 */
		turn: <T>(event: E, read: () => Promise<T>) => Promise<T>;
	};
	/**
	 * What the page is told besides, of a form that nothing has come of, whoever refused it: `run`, a
	 * limit, or what is asked of every form. Not asked where the outcome is not known (5xx).
	 */
	whenRefused?: (sent: Sent) => Promise<FormFailure['values']>;
}

/**
 * The one shape of a form action: parse, run one operation, map what it refused. Wrong input answers
 * 400 with an error at each field; a limit or an overload answers 429 or 503 with `Retry-After`. In
 * each case the page comes back with what was typed. Where the session has ended meanwhile, the
 * answer is the way to sign in (303), and back to what was typed.
 *
 * @param schema of its fields, or what makes one for a post: of a form that differs by the site's parts.
 * @param run gets the validated data and `refuse(status, { errors, message })` for expected failures.
 */
export function formAction<S extends z.ZodObject, E extends RequestEvent>(
	schema: S | ((event: E) => S),
	run: (event: E, data: z.output<S>, refuse: Refuse) => Promise<Refusal | void>,
	{ upload, whenRefused }: Extras<E> = {}
) {
	return async (event: E): Promise<Refusal | void> => {
		let sent: Sent = {};
		const refusal = await act(event, (read) => (sent = read));
		if (!refusal || !whenRefused || refusal.status >= 500) return refusal;
		Object.assign(refusal.data.values, await whenRefused(sent));
		return refusal;
	};

	async function act(event: E, haveRead: (sent: Sent) => void): Promise<Refusal | void> {
		const action = postedAction(event.url) ?? 'default';
		if (event.locals.isBodyTooLarge) {
			return fail(413, { action, values: {}, errors: {}, ...upload?.whenTooLarge() });
		}
		let values: FormFailure['values'] = {};
		const refuse: Refuse = (status, why) =>
			fail(status, { action, errors: {}, ...why, values: { ...values, ...why.values } });

		try {
			const read = () =>
				parseForm(event.request, typeof schema === 'function' ? schema(event) : schema);
			const form = await (upload ? upload.turn(event, read) : read());
			({ values } = form);
			haveRead(form.sent);
			keepToken(event.url, values);
			if (form.owner && event.locals.ownsForm?.(form.owner) === false) {
				return refuse(400, { message: m.form_other_account() });
			}
			if (form.cookieCheck && !keepsCookies(event, form.cookieCheck)) {
				return refuse(400, { message: m.form_no_cookie() });
			}
			if (!form.ok) {
				logSecurityEvent('input-refused', { fields: Object.keys(form.errors) });
				return refuse(400, { errors: form.errors });
			}
			return await run(event, form.data, refuse);
		} catch (error) {
			const { signInAgain } = event.locals;
			if (signInAgain && isSessionEnded(error)) redirect(303, await signInAgain(values));
			if (upload && error instanceof TooSlowError) return refuse(408, upload.whenTooSlow());
			const later = asTryLater(error);
			if (!later) throw error;
			if (later.status === 503)
				log.warn({ err: error, id: event.locals.requestId }, 'form refused');
			event.setHeaders({ 'retry-after': String(later.retryAfter) });
			return refuse(later.status, { message: tryLaterMessage(later) });
		}
	}
}

/** A page of a link reads the link's token from its address, to come back whole after a refusal. */
function keepToken({ searchParams }: URL, { token }: FormFailure['values']): void {
	if (token && !searchParams.has('token')) searchParams.set('token', token);
}

function tryLaterMessage(later: TryLaterError): string {
	const { status, retryAfter } = later;
	const again = tryAgainIn(retryAfter);
	if (later instanceof CommitUnknownError) return m.form_unknown({ again });
	return status === 503 ? m.form_unavailable({ again }) : m.form_too_many({ again });
}
