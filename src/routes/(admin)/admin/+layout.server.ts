import { signedInAdmin } from '$modules/admin/api/handle-admin';
import type { LayoutServerLoad } from './$types';

/** The handle keeps everybody else out: this is for the day when it does not. */
export const load: LayoutServerLoad = ({ locals }) => {
	signedInAdmin(locals);
};
