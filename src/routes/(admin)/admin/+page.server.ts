import { signedInAdmin } from '$modules/admin/api/handle-admin';
import { listAdmins } from '$modules/auth/api/user/list-admins';
import { getBrakes } from '$modules/mail/api/outbox/get-brakes';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	signedInAdmin(locals);
	return { admins: await listAdmins(), brakes: await getBrakes() };
};
