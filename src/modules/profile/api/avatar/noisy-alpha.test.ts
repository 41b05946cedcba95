import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodeAvatar } from './encode-avatar';

test.each([64, 200, 256, 300, 512, 900])(
	'a picture whose transparency is noise (%i) is kept, or refused in words',
	async (side) => {
		const raw = { width: side, height: side, channels: 4 } as const;
		const file = await sharp(randomBytes(side * side * 4), { raw })
			.png()
			.toBuffer();
		await expect(encodeAvatar(file)).resolves.toMatchObject({ ok: true });
	}
);
