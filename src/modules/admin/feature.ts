import type { Feature } from '@/feature/feature';
import { adminForms } from './routes/route-policy';

/** What the people who run the site see and do. */
export const adminFeature = { name: 'admin', forms: adminForms } satisfies Feature;
