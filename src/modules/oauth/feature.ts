import type { Feature } from '@/feature/feature';
import { oauthKept } from './kept';
import { oauthRoutes } from './routes/route-policy';

/** The protocol with providers. What it keeps of people goes with their sign-ins, which are auth's. */
export const oauthFeature = {
	name: 'oauth',
	routes: oauthRoutes,
	kept: oauthKept
} satisfies Feature;
