import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { encodeAvatar } from './encode-avatar';
import { adobeRgb, flat, jpegWithProfile, makeProfile, withProfile } from './pictures.fixture';

/** Kept for as long as a screen's own errors: WebP alone changes a colour by two or three. */
const TOLERANCE = 4;
const red = [200, 50, 20];
const others = [
	[20, 160, 60],
	[30, 60, 210],
	[255, 255, 255],
	[0, 0, 0],
	[128, 128, 128]
];

const rgb = ([r = 0, g = 0, b = 0]: number[]) => `rgb(${r},${g},${b})`;
const picture = (colour: number[]): Sharp => flat(40, 40, rgb(colour));
const deep = (colour: number[]): Sharp => picture(colour).toColourspace('rgb16');

async function kept(file: Buffer): Promise<number[]> {
	const result = await encodeAvatar(file);
	if (!result.ok) throw new Error(result.reason);
	return [
		...(await sharp(result.bytes).removeAlpha().toColourspace('srgb').raw().toBuffer())
	].slice(0, 3);
}

async function expectKept(file: Buffer, colour: number[]): Promise<void> {
	const got = await kept(file);
	const far = got.some((value, i) => Math.abs(value - (colour[i] ?? -100)) > TOLERANCE);
	if (far) expect(got).toEqual(colour);
}

/** What a file holds for these colours of sRGB: the numbers themselves, without their meaning. */
async function numbersIn(file: Buffer): Promise<number[]> {
	return [...(await sharp(file, { ignoreIcc: true }).raw().toBuffer())].slice(0, 3);
}

it('of 16 bits in Display P3 looks as it did', async () => {
	const file = await deep(red).withIccProfile('p3').png().toBuffer();
	expect((await sharp(file).metadata()).depth).toBe('ushort');
	await expectKept(file, red);
	for (const colour of others) {
		await expectKept(await deep(colour).withIccProfile('p3').png().toBuffer(), colour);
	}
});

it('of 16 bits and partly transparent in Display P3 looks as it did', async () => {
	const file = await deep(red).ensureAlpha(0.5).withIccProfile('p3').png().toBuffer();
	await expectKept(file, red);
});

it.each(['png', 'jpeg', 'webp', 'avif'] as const)(
	'of 8 bits in Display P3, as %s',
	async (type) => {
		const file = await picture(red)
			.withIccProfile('p3')
			.toFormat(type, { quality: 100 })
			.toBuffer();
		const [r = 0] = await numbersIn(file);
		expect(r).toBeLessThan(190);
		await expectKept(file, red);
	}
);

it('of 10 bits in Display P3 looks as it did', async () => {
	const file = await picture(red).withIccProfile('p3').avif({ bitdepth: 10 }).toBuffer();
	expect((await sharp(file).metadata()).depth).toBe('ushort');
	await expectKept(file, red);
});

it('in Adobe RGB looks as it did, of 8 and of 16 bits', async () => {
	// The numbers of sRGB's 200, 50, 20 in Adobe RGB.
	const numbers = [173, 54, 27];
	const jpeg = await picture(numbers).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
	await expectKept(jpegWithProfile(jpeg, adobeRgb), red);
	await expectKept(withProfile(await picture(numbers).png().toBuffer(), adobeRgb), red);
	await expectKept(withProfile(await deep(numbers).png().toBuffer(), adobeRgb), red);
});

it.each([8, 16])('without a profile is in sRGB, of %i bits', async (bits) => {
	for (const colour of [red, ...others]) {
		await expectKept(await (bits === 16 ? deep : picture)(colour).png().toBuffer(), colour);
	}
});

it('in grey keeps its brightness, of 8 and of 16 bits, with a profile and without', async () => {
	for (const space of ['b-w', 'grey16'] as const) {
		const file = await picture([136, 136, 136]).toColourspace(space).png().toBuffer();
		expect((await sharp(file).metadata()).channels).toBe(1);
		await expectKept(file, [136, 136, 136]);
		// Half of the light is 188 in sRGB, where a linear profile's half is 128.
		const linear = await picture([128, 128, 128]).toColourspace(space).png().toBuffer();
		await expectKept(withProfile(linear, makeProfile(1)), [188, 188, 188]);
	}
});

it('in CMYK, as for print, becomes what its inks look like', async () => {
	const white = await picture([255, 255, 255]).toColourspace('cmyk').jpeg().toBuffer();
	expect((await sharp(white).metadata()).space).toBe('cmyk');
	await expectKept(white, [255, 255, 255]);
	for (const progressive of [false, true]) {
		const file = await picture(red)
			.toColourspace('cmyk')
			.withIccProfile('cmyk')
			.jpeg({ quality: 100, progressive })
			.toBuffer();
		const [r = 0, g = 0, b = 0] = await kept(file);
		expect(r).toBeGreaterThan(170);
		expect(g + b).toBeLessThan(140);
	}
});

it('with a profile that nothing can be read from is in sRGB', async () => {
	const cut = adobeRgb.subarray(0, 200);
	const damaged = Buffer.from(adobeRgb);
	damaged.fill(0xff, 128);
	const ofGrey = makeProfile(2.2);
	for (const profile of [cut, damaged, ofGrey, Buffer.from('no profile'), Buffer.alloc(4_000)]) {
		const jpeg = await picture(red).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
		await expectKept(jpegWithProfile(jpeg, profile), red);
		await expectKept(withProfile(await picture(red).png().toBuffer(), profile), red);
		await expectKept(withProfile(await deep(red).png().toBuffer(), profile), red);
		const grey = await picture([136, 136, 136]).toColourspace('grey16').png().toBuffer();
		if (profile !== ofGrey) await expectKept(withProfile(grey, profile), [136, 136, 136]);
		const inks = await picture([255, 255, 255]).toColourspace('cmyk').jpeg().toBuffer();
		await expectKept(jpegWithProfile(inks, profile), [255, 255, 255]);
	}
});
