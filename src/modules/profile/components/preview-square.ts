/** Pixels of its side: the largest size on a page, on a screen with two for each. */
const side = 192;

/**
 * A picture as it will be cut, as a data URL that a page may show; `null` where this browser cannot
 * read it.
 */
export async function previewSquare(file: Blob): Promise<string | null> {
	const picture = await createImageBitmap(file).catch(() => null);
	if (!picture) return null;
	const { width, height } = picture;
	const cut = Math.min(width, height);
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = side;
	const context = canvas.getContext('2d');
	context?.drawImage(picture, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, side, side);
	picture.close();
	return canvas.toDataURL();
}
