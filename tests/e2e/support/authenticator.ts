import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, type CDPSession, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { passkeys } from '../../../src/modules/auth/models/z.passkey.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import { type Databased, withAccount, withDatabase } from './database.ts';

interface AuthenticatorOptions {
	/** `internal` is built into the device; `usb` is a key of its own. */
	transport?: 'internal' | 'usb';
	/** Whether its passkeys are synced to other devices. */
	isSynced?: boolean;
	/** Whether it can tell who uses it: by finger, face or PIN. */
	canVerify?: boolean;
	/**
	 * Whether its owner agrees at once to what is asked: they pick a passkey of this site as soon as it
	 * is offered among what the browser fills in, too. Else it waits, until the page gives up.
	 */
	isPresent?: boolean;
}

/**
 * Gives the browser of a page an authenticator (Chromium's virtual one). Without one, Chromium waits
 * for a person.
 */
export async function addAuthenticator(page: Page, options: AuthenticatorOptions = {}) {
	const { transport = 'internal', isSynced = true, canVerify = true, isPresent = true } = options;
	const chromium = await page.context().newCDPSession(page);
	await chromium.send('WebAuthn.enable');
	const { authenticatorId } = await chromium.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport,
			hasResidentKey: true,
			hasUserVerification: canVerify,
			isUserVerified: canVerify,
			automaticPresenceSimulation: isPresent,
			defaultBackupEligibility: isSynced,
			defaultBackupState: isSynced
		}
	});

	return {
		isSynced,
		/** The passkeys in it, oldest first. */
		async credentials() {
			return (await chromium.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
		},
		/** Puts a passkey into it that was made elsewhere. */
		async add(credential: Parameters<typeof addCredential>[2]) {
			await addCredential(chromium, authenticatorId, credential);
		},
		/** Takes a passkey out of it, by its id in base64. */
		async remove(credentialId: string) {
			await chromium.send('WebAuthn.removeCredential', { authenticatorId, credentialId });
		},
		/** Whether finger or PIN are its owner's; else it refuses at once, as when somebody cancels. */
		async verify(isUserVerified: boolean) {
			await chromium.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
		},
		/** Whether its owner agrees at once to what is asked from now on. */
		async presence(enabled: boolean) {
			await chromium.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
		},
		/** Takes it away from the browser. */
		async unplug() {
			await chromium.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
		}
	};
}

export type VirtualAuthenticator = Awaited<ReturnType<typeof addAuthenticator>>;

/**
 * Signs in by the button for passkeys, in front of an owner who agrees at once: they may have picked
 * one from what the e-mail field offers before the button is pressed.
 */
export async function signInByPasskey(page: Page): Promise<void> {
	const isIn = page.getByRole('heading', { name: /Good to see you/ });
	const button = page.getByRole('button', { name: 'Sign in with a passkey' });
	await Promise.any([button.click(), isIn.waitFor()]);
	await expect(isIn).toBeVisible();
}

interface NewCredential {
	credentialId: Buffer;
	/** In PKCS #8. */
	privateKey: Buffer;
	userHandle: Buffer;
	isSynced: boolean;
	name: string;
}

async function addCredential(
	chromium: CDPSession,
	authenticatorId: string,
	{ credentialId, privateKey, userHandle, isSynced, name }: NewCredential
): Promise<void> {
	await chromium.send('WebAuthn.addCredential', {
		authenticatorId,
		credential: {
			credentialId: credentialId.toString('base64'),
			isResidentCredential: true,
			rpId: 'localhost',
			privateKey: privateKey.toString('base64'),
			userHandle: userHandle.toString('base64'),
			signCount: 0,
			backupEligibility: isSynced,
			backupState: isSynced,
			userName: name,
			userDisplayName: name
		}
	});
}

/**
 * Gives a person a passkey that exists already: its public half in the server's database, the other
 * in an authenticator.
 * @returns its id there.
 */
export async function givePasskey(
	server: Databased,
	email: string,
	authenticator: VirtualAuthenticator
): Promise<string> {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
	const credentialId = randomBytes(32);
	const { isSynced } = authenticator;
	await withDatabase(server, async (db) => {
		const passkeyHandle = randomBytes(64).toString('hex');
		const owner = await db
			.update(users)
			.set({ passkeyHandle })
			.where(eq(users.email, email))
			.returning({ id: users.id })
			.get();
		if (!owner) throw new Error(`There is no account of ${email}.`);
		await db.insert(passkeys).values({
			credentialId: credentialId.toString('base64url'),
			userId: owner.id,
			publicKey: coseKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')),
			algorithm: -7,
			counter: 0,
			transports: isSynced ? ['internal', 'hybrid'] : ['internal'],
			aaguid: '00000000-0000-0000-0000-000000000000',
			name: 'Chrome on Linux',
			isSyncable: isSynced,
			isBackedUp: isSynced,
			createdAt: new Date()
		});
		await authenticator.add({
			credentialId,
			privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
			userHandle: Buffer.from(passkeyHandle, 'hex'),
			isSynced,
			name: email
		});
	});
	return credentialId.toString('base64url');
}

/** Takes all passkeys from a person, as they may do elsewhere: in their authenticators they stay. */
export async function forgetPasskeys(server: Databased, email: string): Promise<void> {
	await withAccount(server, email, async (db, userId) => {
		await db.delete(passkeys).where(eq(passkeys.userId, userId));
	});
}

/** A key for ES256 as COSE has it (RFC 9053, section 7.1). */
function coseKey(x: Buffer, y: Buffer): Buffer {
	const type = Buffer.from('a5010203262001', 'hex');
	return Buffer.concat([type, Buffer.from('215820', 'hex'), x, Buffer.from('225820', 'hex'), y]);
}
