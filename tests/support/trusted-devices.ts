import type { Cookies } from '@sveltejs/kit';
import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { writeDevice } from '$modules/auth/api/factors/trusted-devices/device-cookie';
import { trustDevice } from '$modules/auth/api/factors/trusted-devices/trusted-device-store';
import { trustedDevices } from '$modules/auth/models/z.trusted-device';
import type { Browser } from './app';
import { addApp } from './second-factor';
import { signedInPerson } from './people';

/** What the helpers of cookies need of a browser. */
export const cookiesOf = ({ jar }: Browser) =>
	({
		get: jar.get,
		set: (name: string, value: string) => void jar.set(name, value)
	}) as unknown as Cookies;

/** Lets an account trust a browser, as the tick at the second step does. */
export async function trust(userId: string, browser: Browser, now = new Date()): Promise<string> {
	const client = { address: browser.address, userAgent: 'Test/1.0' };
	const { token } = await db.transaction((tx) => trustDevice({ userId, client, now }, tx));
	writeDevice(cookiesOf(browser), { userId, token });
	return token;
}

/** Somebody with a password and an app, signed in to a browser that they trust. */
export async function personWhoTrusts() {
	const person = await signedInPerson();
	const app = await addApp(person.user.id);
	const device = await trust(person.user.id, person.browser);
	return { ...person, app, device };
}

/** The browsers that an account trusts. */
export const devicesOf = (userId: string) =>
	db.select().from(trustedDevices).where(eq(trustedDevices.userId, userId));
