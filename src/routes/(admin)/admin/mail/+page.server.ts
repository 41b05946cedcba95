import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { pageOf } from '@/page-of';
import { setFlash } from '@/server/flash';
import { log } from '@/server/log';
import { signedInAdmin } from '$modules/admin/api/signed-in-admin';
import { listMails, parseMailCursor } from '$modules/mail/api/outbox/list-mails';
import { retryMail } from '$modules/mail/api/outbox/retry-mail';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	signedInAdmin(locals);
	const failed = url.searchParams.get('show') === 'failed';
	const before = parseMailCursor(url.searchParams.get('before'));
	return { ...(await listMails({ failed, before })), failed, isFirstPage: !before };
};

export const actions = {
	retry: formAction(z.object({ id: z.string() }), async (event, { id }) => {
		const { user } = signedInAdmin(event.locals);
		const isRetried = await retryMail({ id });
		if (isRetried) log.info({ event: 'mail-retried', actor: user.id, id }, 'a mail is tried again');
		setFlash(event.cookies, isRetried ? 'flash_mail_retried' : 'flash_mail_gone');
		redirect(303, pageOf(event.url));
	})
} satisfies Actions;
