import { ground, ink, inkSoft, line, sheet, sunken } from '@/look';

/** What a mail's own attributes cannot say: how it looks by night, and below a short one. */
export const mailStyle = `
body { background: ${ground.light}; }
@media (prefers-color-scheme: dark) {
	body, .ground { background: ${ground.dark} !important; }
	.sheet { background: ${sheet.dark} !important; border-color: ${line.dark} !important; }
	.ink { color: ${ink.dark} !important; }
	.soft { color: ${inkSoft.dark} !important; }
	.code { background: ${sunken.dark} !important; color: ${ink.dark} !important; }
	.line { border-color: ${line.dark} !important; }
}`;
