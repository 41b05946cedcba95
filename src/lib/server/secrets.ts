import {
	createHash,
	createHmac,
	createSecretKey,
	randomBytes,
	timingSafeEqual,
	type KeyObject
} from 'node:crypto';
import { env } from './env.ts';

/** A new secret of 256 random bits, safe in URLs and cookies. */
export function createToken(): string {
	return randomBytes(32).toString('base64url');
}

/** What is stored of a token: its SHA-256, in hex. A token is random, so that no salt is needed. */
export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}

/** Made once for each secret: with bare bytes an HMAC takes five times as long, on every page. */
const keyObjects = new Map<string, KeyObject>();

function keyOf(secret: string): KeyObject {
	const made = keyObjects.get(secret) ?? createSecretKey(secret, 'base64');
	keyObjects.set(secret, made);
	return made;
}

/** The keys in force, the current one first. */
function keys(): KeyObject[] {
	const { AUTH_SECRET, AUTH_SECRET_PREVIOUS } = env();
	const secrets = AUTH_SECRET_PREVIOUS ? [AUTH_SECRET, AUTH_SECRET_PREVIOUS] : [AUTH_SECRET];
	return secrets.map(keyOf);
}

function hmac(key: KeyObject, purpose: string, value: string): Buffer {
	return createHmac('sha256', key).update(`${purpose}\0${value}`).digest();
}

/**
 * HMAC-SHA-256 under the server's key, in hex: for what is too short to be hashed bare (a code) or
 * must not be readable in the database (an address in a counter's key).
 * @param purpose separates the uses of the one key.
 */
export function keyedHash(purpose: string, value: string): string {
	return hmac(keys()[0]!, purpose, value).toString('hex');
}

/** {@link keyedHash} under each key in force, to find what an older key has written. */
export function keyedHashes(purpose: string, value: string): string[] {
	return keys().map((key) => hmac(key, purpose, value).toString('hex'));
}

/**
 * The token that belongs to something for ever, under each key in force, the current one first. It is
 * made again where it is needed, so that nobody keeps it: HMAC-SHA-256 as a pseudo-random function
 * (NIST SP 800-108r1), 256 bits like {@link createToken}.
 * @param of the random id of what it belongs to.
 */
export function deriveTokens(purpose: string, of: string): string[] {
	return keys().map((key) => hmac(key, purpose, of).toString('base64url'));
}

/** `value` with a signature behind it, to be handed to the browser and back. */
export function sign(purpose: string, value: string): string {
	return `${value}.${hmac(keys()[0]!, purpose, value).toString('base64url')}`;
}

/** The value of a text that {@link sign} made for the same purpose, or `null`. */
export function unsign(purpose: string, signed: string): string | null {
	const dot = signed.lastIndexOf('.');
	if (dot < 0) return null;
	const value = signed.slice(0, dot);
	const signature = Buffer.from(signed.slice(dot + 1), 'base64url');
	const valid = keys().some((key) => {
		return areSameBytes(signature, hmac(key, purpose, value));
	});
	return valid ? value : null;
}

/**
 * Whether somebody gave the secret that is expected. It takes the same time whatever part of it is
 * right, so that nobody finds it piece by piece (OWASP ASVS 5.0, 11.2.4). An empty secret is nobody's.
 * @param given what came from outside, of any type.
 */
export function isSameSecret(given: unknown, expected: string): boolean {
	if (typeof given !== 'string' || expected === '') return false;
	return areSameBytes(Buffer.from(given, 'utf16le'), Buffer.from(expected, 'utf16le'));
}

function areSameBytes(a: Buffer, b: Buffer): boolean {
	return a.length === b.length && timingSafeEqual(a, b);
}
