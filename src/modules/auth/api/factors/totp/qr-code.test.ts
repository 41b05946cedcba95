import jsQR from 'jsqr';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { drawQrCode } from './qr-code';
import { createTotpSecret, totpUri } from './totp-secret';

// Shut for good wherever pictures of people are read.
sharp.unblock({ operation: ['VipsForeignLoadSvg'] });

/** What a camera reads, of the squares drawn on white. */
async function scan(text: string): Promise<string | undefined> {
	const { size, path } = drawQrCode(text);
	const svg =
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 4}">` +
		`<rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`;
	const picture = sharp(Buffer.from(svg)).ensureAlpha().raw();
	const { data, info } = await picture.toBuffer({ resolveWithObject: true });
	return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data;
}

test.each(['ada@example.com', `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example.com`])(
	'what is drawn is read back: for %s',
	async (label) => {
		const uri = totpUri(createTotpSecret(), { issuer: siteName, label });
		expect(await scan(uri)).toBe(uri);
	}
);

test('four light squares stand on each side', () => {
	const { size, path } = drawQrCode('otpauth://totp/x');
	const bars = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => ({
		left: Number(x),
		right: size - Number(x) - Number(width),
		top: Number(y),
		bottom: size - Number(y) - 1
	}));
	for (const side of ['left', 'right', 'top', 'bottom'] as const) {
		expect(Math.min(...bars.map((bar) => bar[side]))).toBe(4);
	}
});

test('the address names who asks and for whom, without blanks as plus and without padding', () => {
	const secret = createTotpSecret();
	const uri = totpUri(secret, { issuer: 'Porch light', label: 'ada+x@example.com (2)' });
	expect(uri).toContain('otpauth://totp/Porch%20light:ada%2Bx%40example.com%20(2)?');
	const { searchParams } = new URL(uri);
	expect(Object.fromEntries(searchParams)).toEqual({
		issuer: 'Porch light',
		secret,
		algorithm: 'SHA1',
		digits: '6',
		period: '30'
	});
	expect(uri).not.toMatch(/[+ ]|%3D|=$/);
});
