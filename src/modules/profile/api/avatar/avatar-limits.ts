/** What is taken and what is kept of a picture. Bytes, and pixels of the kept square's side. */
export const avatarLimits = {
	upload: 5 * 1024 * 1024,
	kept: 64 * 1024,
	side: 512,
	/** For the file dialogue; what counts is the file's first bytes. */
	types: ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif']
} as const;

/** Why a picture was refused. */
export type AvatarProblem =
	| 'too-large'
	| 'unsupported'
	| 'not-only-a-picture'
	| 'too-many-pixels'
	| 'too-many-frames'
	| 'unreadable';
