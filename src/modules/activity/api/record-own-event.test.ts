import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { OwnEvent } from '@/feature/own-news';
import { db } from '@/server/db/client';
import { addAdmin } from '$tests/admins';
import { signedInPerson } from '$tests/people';
import { chain } from '$tests/record';
import { securityEvents } from '../models/z.security-event';
import { verifyRecord } from './chain/verify-record';
import { exportEvents } from './export-events';
import { recordOwnEvent } from './record-own-event';

/** Of a feature that is not there any more. */
const event: OwnEvent = {
	type: 'gone/all-removed',
	kind: 'account',
	sentence: () => 'Never asked for'
};
const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };

test('what a feature recorded is listed, found, exported and chained, also when the feature is gone', async () => {
	const { user, browser } = await signedInPerson();
	await recordOwnEvent({ userId: user.id, event, client, now: new Date() }, db);
	const words = 'Something for which this version has no words: gone/all-removed';
	expect(await (await browser.get('/settings/activity?kind=account')).text()).toContain(words);
	expect(await (await browser.get('/settings/activity?kind=security')).text()).not.toContain(words);

	const admin = await addAdmin();
	for (const page of ['/admin/record?kind=account', `/admin/people/${user.id}`]) {
		expect(await (await admin.browser.get(page)).text()).toContain(words);
	}
	const [file] = await Array.fromAsync(exportEvents({ userId: user.id }));
	const bytes = await Array.fromAsync(file!.input as AsyncIterable<Uint8Array>);
	expect(Buffer.concat(bytes).toString()).toContain('"type":"gone/all-removed"');

	await chain();
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });
	const own = eq(securityEvents.type, event.type);
	await db.update(securityEvents).set({ type: 'gone/another' }).where(own);
	expect(await verifyRecord()).toMatchObject({ breaks: [{ what: 'changed' }] });
});
