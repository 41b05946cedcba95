import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { redirectTo } from '@/forms/fields';
import { parseForm } from '@/forms/parse-form';
import { locales } from '@/paraglide/runtime';
import { writeCookie } from '@/server/cookies';
import { themes } from '@/server/theme';
import type { RequestHandler } from './$types';

const maxAge = 400 * 24 * 60 * 60;
const zPreferences = z.object({
	theme: z.enum(themes).optional(),
	locale: z.enum(locales).optional(),
	redirectTo
});

/** Theme and language of this browser, for people without an account too. */
export const POST: RequestHandler = async ({ request, cookies }) => {
	const form = await parseForm(request, zPreferences);
	if (!form.ok) error(400);
	const { theme, locale, redirectTo } = form.data;
	if (theme) writeCookie(cookies, 'theme', theme, maxAge);
	if (locale) writeCookie(cookies, 'locale', locale, maxAge);
	redirect(303, redirectTo);
};
