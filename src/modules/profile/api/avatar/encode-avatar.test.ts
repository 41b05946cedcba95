import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeAvatar } from './encode-avatar';
import {
	claimedPng,
	claimedSize,
	flat,
	hugePng,
	longGif,
	noise,
	photograph,
	secret
} from './pictures.fixture';

const html = '<!doctype html><script>alert(1)</script>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>';

/** The kept picture, and what it is. */
async function keep(file: Buffer) {
	const result = await encodeAvatar(file);
	if (!result.ok) throw new Error(result.reason);
	const metadata = await sharp(result.bytes).metadata();
	return { bytes: result.bytes, metadata };
}

/** The answer, and how long it took in milliseconds. */
async function refuse(file: Buffer) {
	const start = performance.now();
	const result = await encodeAvatar(file);
	const took = performance.now() - start;
	if (result.ok) return { reason: null, took };
	const megapixels = result.reason === 'too-many-pixels' ? result.megapixels : null;
	return { reason: result.reason, megapixels, took };
}

/** The colour in the middle of a picture. */
async function colourOf(bytes: Buffer): Promise<number[]> {
	return [...(await sharp(bytes).removeAlpha().resize(1, 1).raw().toBuffer())];
}

// The first use of the library costs more than any picture.
beforeAll(async () => void (await encodeAvatar(await flat(9, 9).png().toBuffer())));

describe('what is kept of a picture', () => {
	it.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)(
		'is a small square in WebP, from %s',
		async (format) => {
			const { bytes, metadata } = await keep(await photograph(900, 640, format));
			expect(metadata).toMatchObject({ format: 'webp', width: 512, height: 512 });
			expect(bytes.length).toBeLessThanOrEqual(64 * 1024);
		}
	);

	it('is small even where there is nothing to leave out', async () => {
		const { bytes, metadata } = await keep(await noise(600, 600).jpeg().toBuffer());
		expect(bytes.length).toBeLessThanOrEqual(64 * 1024);
		expect(metadata.width).toBeGreaterThanOrEqual(256);
	});

	it('is no larger than the picture was', async () => {
		const { metadata } = await keep(await flat(40, 30).png().toBuffer());
		expect(metadata).toMatchObject({ width: 30, height: 30 });
	});

	it('is the square in its middle', async () => {
		const red = { input: await flat(100, 100, '#f00').png().toBuffer(), left: 100, top: 0 };
		const wide = await flat(300, 100, '#00f').composite([red]).png().toBuffer();
		const [r = 0, g = 0, b = 0] = await colourOf((await keep(wide)).bytes);
		expect(r).toBeGreaterThan(240);
		expect(g + b).toBeLessThan(40);
	});

	it('stands upright, and has no metadata', async () => {
		const exif = { IFD0: { ImageDescription: secret, Orientation: '6' } };
		const file = await noise(200, 100).withExif(exif).withIccProfile('p3').jpeg().toBuffer();
		expect(file.includes(secret)).toBe(true);
		const { bytes, metadata } = await keep(file);
		expect(bytes.includes('Taken')).toBe(false);
		expect(metadata).not.toHaveProperty('exif');
		expect(metadata).not.toHaveProperty('icc');
		expect(metadata).not.toHaveProperty('xmp');
		expect(metadata).not.toHaveProperty('orientation');
	});

	it('is the first frame', async () => {
		const frames = [
			await flat(50, 50, '#f00').png().toBuffer(),
			await flat(50, 50, '#00f').png().toBuffer()
		];
		for (const format of ['gif', 'webp'] as const) {
			const file = await sharp(frames, { join: { animated: true } })
				.toFormat(format)
				.toBuffer();
			expect((await sharp(file).metadata()).pages).toBe(2);
			const { bytes, metadata } = await keep(file);
			expect(metadata.pages ?? 1).toBe(1);
			expect((await colourOf(bytes))[0]).toBeGreaterThan(240);
		}
	});

	it('keeps what is transparent so, and is the same for grey and 16 bits', async () => {
		const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: '#0000' } });
		expect((await keep(await clear.png().toBuffer())).metadata.hasAlpha).toBe(true);
		const grey = await flat(20, 20, '#888').greyscale().jpeg().toBuffer();
		const deep = await flat(20, 20, '#888').toColourspace('rgb16').png().toBuffer();
		for (const file of [grey, deep]) {
			for (const value of await colourOf((await keep(file)).bytes)) {
				expect(Math.abs(value - 0x88)).toBeLessThan(4);
			}
		}
	});
});

describe('refused', () => {
	it('is what is not one of five formats, whatever it is called', async () => {
		const others = [
			Buffer.from(svg),
			Buffer.from(html),
			Buffer.from('%PDF-1.7\n'),
			Buffer.from('BM'),
			Buffer.from([]),
			Buffer.from('\x89PNG'),
			await flat(20, 20).tiff().toBuffer(),
			Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')
		];
		for (const file of others) expect((await refuse(file)).reason).toBe('unsupported');
	});

	it('is what only begins like one', async () => {
		const beginnings = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF89a', 'RIFF\0\0\0\0WEBP'];
		beginnings.push('\0\0\0\x18ftypavif\0\0\0\0mif1avif');
		for (const beginning of beginnings) {
			const answers: string[] = [];
			for (const rest of ['', 'and something', svg, html]) {
				answers.push((await refuse(Buffer.from(beginning + rest, 'latin1'))).reason ?? 'taken');
			}
			const more = 'not-only-a-picture';
			expect([beginning, ...answers]).toEqual([beginning, 'unreadable', 'unreadable', more, more]);
		}
	});

	it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('is half of a %s', async (format) => {
		const file = await photograph(400, 300, format);
		expect((await refuse(file.subarray(0, file.length / 2))).reason).toBe('unreadable');
	});

	it('is a picture of 30,000 by 30,000 in less than 200 kB, at once and in little memory', async () => {
		const bomb = hugePng(30_000);
		expect(bomb.length).toBeLessThan(200_000);
		const before = process.memoryUsage().rss;
		const { reason, took } = await refuse(bomb);
		expect(reason).toBe('too-many-pixels');
		expect(took).toBeLessThan(1_000);
		expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
	});

	it('is a picture that needs more memory than there is, and it says how large one may be', async () => {
		const png = { width: 9_000, height: 9_000 };
		const [gif, avif] = await Promise.all([
			flat(9, 9).gif().toBuffer(),
			flat(9, 9).avif().toBuffer()
		]);
		const deep = await flat(9, 9).avif({ bitdepth: 10 }).toBuffer();
		const files: [string, Buffer, number][] = [
			['GIF', claimedSize(gif, 6_800, 6_800), 45],
			['AVIF', claimedSize(avif, 4_100, 4_100), 16],
			['AVIF of 10 bits', claimedSize(deep, 4_000, 3_100), 12],
			['interlaced PNG', claimedPng({ ...png, isInterlaced: true }), 66],
			['interlaced PNG of 16 bits', claimedPng({ ...png, isInterlaced: true, bits: 16 }), 33],
			['PNG in rows', claimedPng({ width: 10_001, height: 10_000 }), 100],
			[
				'PNG in very wide rows',
				claimedPng({ width: 60_000, height: 1_000, bits: 16, colour: 6 }),
				28
			]
		];
		for (const [what, file, megapixels] of files) {
			const refused = await refuse(file);
			expect([what, refused]).toMatchObject([what, { reason: 'too-many-pixels', megapixels }]);
			expect(refused.took).toBeLessThan(1_000);
		}
	});

	it('is a file that is something else as well', async () => {
		const [png, jpeg, gif] = await Promise.all([
			flat(60, 60).png().toBuffer(),
			flat(60, 60).jpeg().toBuffer(),
			flat(60, 60).gif().toBuffer()
		]);
		const described = { IFD0: { ImageDescription: '<SCRIPT src=//x.test></SCRIPT>' } };
		const inside = await flat(60, 60).withExif(described).jpeg().toBuffer();
		const archive = Buffer.from('PK\x03\x04\x14\0\0\0\x08\0a.class', 'latin1');
		// A width of `/*` begins a comment, as in a script.
		const script = Buffer.concat([longGif(1).subarray(0, 6), Buffer.from('/*'), gif.subarray(8)]);
		const segment = Buffer.concat([
			Buffer.from('\xff\xd8\xff\xe0/*JFIF', 'latin1'),
			Buffer.alloc(0x2f2a - 6)
		]);
		const files = {
			page: Buffer.concat([png, Buffer.from(html)]),
			'vector picture': Buffer.concat([gif, Buffer.from(svg)]),
			archive: Buffer.concat([jpeg, archive]),
			document: Buffer.concat([png, Buffer.from('\n%PDF-1.4\n')]),
			'description that is a script': inside,
			'script from the first byte': script,
			'script in a first segment': Buffer.concat([segment, jpeg.subarray(2)])
		};
		for (const [what, file] of Object.entries(files)) {
			expect([what, (await refuse(file)).reason]).toEqual([what, 'not-only-a-picture']);
		}
	});

	it('is not a photograph with what telephones write behind it', async () => {
		const jpeg = await photograph(400, 300, 'jpeg');
		const film = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');
		const brighter = await photograph(100, 75, 'jpeg');
		for (const rest of [film, brighter, Buffer.alloc(100)]) {
			expect((await refuse(Buffer.concat([jpeg, rest]))).reason).toBeNull();
		}
	});

	it('is an animation of more than 1,000 frames', async () => {
		expect((await refuse(longGif(1_000))).reason).toBeNull();
		expect((await refuse(longGif(1_001))).reason).toBe('too-many-frames');
		const { data } = await noise(8, 8 * 1_001)
			.raw()
			.toBuffer({ resolveWithObject: true });
		const frames = { width: 8, height: 8 * 1_001, channels: 3, pageHeight: 8 } as const;
		const webp = await sharp(data, { raw: frames }).webp({ lossless: true }).toBuffer();
		expect((await refuse(webp)).reason).toBe('too-many-frames');
	});

	it('is a GIF of 10,000 frames, within a second and in little memory', async () => {
		const before = process.memoryUsage().rss;
		const { reason, took } = await refuse(longGif(10_000));
		expect(reason).toBe('too-many-frames');
		expect(took).toBeLessThan(1_000);
		expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
	});

	it('is an interlaced picture that would be read whole, not one that is read in rows', async () => {
		const interlaced = claimedPng({ width: 9_900, height: 9_900, isInterlaced: true });
		expect((await refuse(interlaced)).reason).toBe('too-many-pixels');
		expect((await refuse(hugePng(9_900))).reason).toBeNull();
	});

	it('is not a JPEG of which only the mark of its end is missing', async () => {
		for (const progressive of [false, true]) {
			for (const picture of [flat(30, 20), noise(300, 200), noise(90, 200).greyscale()]) {
				const jpeg = await picture.jpeg({ progressive }).toBuffer();
				expect(jpeg.subarray(-2).toString('hex')).toBe('ffd9');
				const without = jpeg.subarray(0, -2);
				const half = jpeg.subarray(0, -1);
				const zeros = Buffer.concat([without, Buffer.alloc(300)]);
				for (const file of [without, half, zeros]) {
					expect((await keep(file)).bytes).toEqual((await keep(jpeg)).bytes);
				}
			}
		}
	});

	it('is a JPEG of which more is missing', async () => {
		for (const progressive of [false, true]) {
			const jpeg = await noise(600, 400).jpeg({ progressive }).toBuffer();
			for (const share of [0.3, 0.5, 0.9]) {
				const cut = jpeg.subarray(0, jpeg.length * share);
				for (const file of [cut, Buffer.concat([cut, Buffer.alloc(64)])]) {
					expect((await refuse(file)).reason).toBe('unreadable');
				}
			}
		}
	});
});

it('takes one at a time and sends the twelfth away for now', async () => {
	const file = await flat(30, 30).png().toBuffer();
	const results = await Promise.allSettled(Array.from({ length: 14 }, () => encodeAvatar(file)));
	expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
	const refused = results.find((result) => result.status === 'rejected');
	expect(refused?.reason).toMatchObject({ name: 'TryLaterError', status: 503 });
});
