import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { pageOf } from '@/redirect-to';
import { setFlash } from '@/server/flash';
import { parseTimeCursor } from '@/server/time-cursor';
import { tryMailAgain } from '$modules/admin/api/try-mail-again';
import { signedInAdmin } from '$modules/admin/api/handle-admin';
import { listMails } from '$modules/mail/api/outbox/list-mails';
import { mailName } from '$modules/mail/api/outbox/mail-name';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	signedInAdmin(locals);
	const failed = url.searchParams.get('show') === 'failed';
	const before = parseTimeCursor(url.searchParams.get('before'));
	const { mails, next } = await listMails({ failed, before });
	return {
		mails: mails.map((mail) => ({ ...mail, name: mailName(mail.template, locals.features) })),
		next,
		failed,
		isFirstPage: !before
	};
};

export const actions = {
	retry: formAction(z.object({ id: z.string() }), async (event, { id }) => {
		const { owner } = signedInAdmin(event.locals);
		const isRetried = await tryMailAgain({ id, owner });
		setFlash(event.cookies, isRetried ? 'flash_mail_retried' : 'flash_mail_gone');
		redirect(303, pageOf(event.url));
	})
} satisfies Actions;
