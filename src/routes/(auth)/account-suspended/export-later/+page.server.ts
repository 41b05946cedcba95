import { describeLaterExport } from '$modules/auth/api/account/describe-later-export';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => describeLaterExport(event, '/account-suspended');
