import { redirect } from '@sveltejs/kit';
import { isFromElsewhere } from '@/server/handle/handle-origin';
import { siteSlug } from '@/site-slug';
import { requireConfirmation } from '$modules/auth/api/confirm/require-confirmation';
import { getSecondStepSettings } from '$modules/auth/api/factors/second-step/get-second-step-settings';
import { describeRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/describe-recovery-codes';
import { getShownRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import type { RequestHandler } from './$types';

const page = '/settings/security/recovery-codes';

/** The codes that the page shows just now, as text. A link on another site gets nobody's. */
export const GET: RequestHandler = async ({ locals, request }) => {
	if (isFromElsewhere(request.headers)) redirect(303, page);
	const { user } = requireConfirmation(locals, page);
	const userId = user.id;
	const codes = await getShownRecoveryCodes({ userId });
	const { codesMadeAt: madeAt } = await getSecondStepSettings({ userId });
	if (!codes || !madeAt) redirect(303, page);
	const { title, text } = describeRecoveryCodes({ ...user, madeAt });
	const list = codes.map((code, index) => `${String(index + 1).padStart(2)}. ${code}`);
	return new Response([title, text, '', ...list, ''].join('\n'), {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${siteSlug}-recovery-codes.txt"`
		}
	});
};
