/** A colour as a style sheet says it, in the form for where OKLCH is not known: `#rrggbb`. */
export function toHex(colour: string): string {
	if (/^#[\da-f]{6}$/i.test(colour)) return colour.toLowerCase();
	const [, lightness, chroma, hue] = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(colour) ?? [];
	if (hue === undefined) throw new Error(`${colour} is neither oklch(L C H) nor #rrggbb.`);
	const bytes = toLinear(Number(lightness), Number(chroma), Number(hue)).map(toByte);
	return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Red, green and blue as light, 0 to 1 within what screens show (CSS Color 4, section 9.3). */
function toLinear(lightness: number, chroma: number, hue: number): number[] {
	const a = chroma * Math.cos((hue * Math.PI) / 180);
	const b = chroma * Math.sin((hue * Math.PI) / 180);
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
		-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
		-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
	];
}

/** Light as sRGB writes it, 0 to 255; what no screen shows becomes the nearest that it does. */
function toByte(light: number): number {
	const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
	return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
