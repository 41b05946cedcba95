import { redirect } from '@sveltejs/kit';

/** Where password managers send people (W3C, A Well-Known URL for Changing Passwords). */
export const GET = () => redirect(303, '/settings/security');
