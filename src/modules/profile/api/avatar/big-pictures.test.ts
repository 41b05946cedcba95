import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { avatarLimits } from './avatar-limits';
import { encodeAvatar } from './encode-avatar';
import { flat, hugePng } from './pictures.fixture';
import { MEMORY_MAX } from './picture-memory';

/** Bytes of this process in memory, now and at most since `forgetPeak`; only Linux tells. */
function memory() {
	const status = readFileSync('/proc/self/status', 'utf8');
	const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
	return { now: of('VmRSS'), most: of('VmHWM') };
}
const forgetPeak = () => writeFileSync('/proc/self/clear_refs', '5');
const canMeasure = process.platform === 'linux';

const deep = (width: number, height: number) =>
	flat(width, height).ensureAlpha(0.5).toColourspace('rgb16');
const progressive = { progressive: true, quality: 50 } as const;
const whole = { ...progressive, chromaSubsampling: '4:4:4' } as const;
const interlaced = { progressive: true, compressionLevel: 6 } as const;
const quick = { effort: 0, quality: 50 } as const;

/** Of one colour, so that they stay below 5 MB; what they take while they are decoded is the same. */
const pictures: Record<string, () => Promise<Buffer>> = {
	'progressive JPEG of 12 megapixels': () => flat(4_000, 3_000).jpeg(progressive).toBuffer(),
	'progressive JPEG of 24': () => flat(6_000, 4_000).jpeg(progressive).toBuffer(),
	'progressive JPEG of 24, all colours': () => flat(6_000, 4_000).jpeg(whole).toBuffer(),
	'interlaced PNG of 12': () => flat(4_032, 3_024).png(interlaced).toBuffer(),
	'interlaced PNG of 12, 16 bits and alpha': () => deep(4_032, 3_024).png(interlaced).toBuffer(),
	'AVIF of 12': () => flat(4_032, 3_024).avif(quick).toBuffer(),
	'AVIF of 12, 10 bits': () =>
		flat(4_032, 3_024)
			.avif({ ...quick, bitdepth: 10 })
			.toBuffer(),
	'WebP of 24': () => flat(6_000, 4_000).webp(quick).toBuffer(),
	'WebP of 24, nothing left out': () =>
		flat(6_000, 4_000).ensureAlpha(0.5).webp({ effort: 0, lossless: true }).toBuffer(),
	'GIF of 24': () => flat(6_000, 4_000).gif({ effort: 1 }).toBuffer(),
	'JPEG of 108, a telephone’s': () => flat(12_000, 9_000).jpeg({ quality: 20 }).toBuffer(),
	'PNG of 98 in rows': async () => hugePng(9_900)
};

describe('taken, in the memory that there is for one picture, is a', () => {
	it.each(Object.keys(pictures))('%s', { timeout: 60_000 }, async (name) => {
		const file = await pictures[name]!();
		expect(file.length).toBeLessThanOrEqual(avatarLimits.upload);
		if (canMeasure) forgetPeak();
		const before = canMeasure ? memory().now : 0;
		const result = await encodeAvatar(file);
		const took = canMeasure ? memory().most - before : 0;
		expect(result).toMatchObject({ ok: true });
		const { width, height } = await sharp(result.ok ? result.bytes : file).metadata();
		expect([width, height]).toEqual([512, 512]);
		expect(took).toBeLessThan(MEMORY_MAX);
	});
});
