import { and, isNull, lte, or } from 'drizzle-orm';
import { outbox } from '../../models/z.outbox';

/** The rows whose time has come and that no worker has. */
export const due = (now: Date) =>
	and(lte(outbox.nextAttemptAt, now), or(isNull(outbox.leasedUntil), lte(outbox.leasedUntil, now)));
