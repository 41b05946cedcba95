import { safePath } from '@/safe-path';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
	redirectTo: safePath(url.searchParams.get('redirectTo'))
});
