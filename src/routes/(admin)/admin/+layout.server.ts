import { signedInAdmin } from '$modules/admin/api/signed-in-admin';
import type { LayoutServerLoad } from './$types';

/** The handle keeps everybody else out: this is for the day when it does not. */
export const load: LayoutServerLoad = ({ locals }) => {
	signedInAdmin(locals);
};
