import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { activityFeature } from '$modules/activity/feature';
import { recordEvent } from '$modules/activity/api/record-event';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { createUser } from '$tests/factories';
import { startHousekeeping } from './start-housekeeping';

const MINUTE = 60_000;
const entries = () => db.$count(securityEvents);

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

test('stopping waits for the step under way, and begins no other', async () => {
	const { id: userId } = await createUser();
	const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
	const event = { userId, type: 'signed-in', client, now: new Date(0) } as const;
	for (let index = 0; index < 200; index += 1) await recordEvent(event, db);
	const before = await entries();
	const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
	vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
	const stop = startHousekeeping([activityFeature]);
	vi.advanceTimersByTime(MINUTE);
	vi.useRealTimers();
	await vi.waitFor(async () => expect(await entries()).toBeLessThan(before), {
		interval: 5,
		timeout: 10_000
	});
	await stop();
	const left = await entries();
	expect(left).toBeGreaterThan(before - 150);
	await sleep(100);
	expect(await entries()).toBe(left);
	expect(warn).not.toHaveBeenCalledWith(expect.anything(), 'housekeeping failed');
});
