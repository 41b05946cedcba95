/** What is taken and what is kept of a picture. Bytes, and pixels of the kept square's side. */
export const avatarLimits = {
	upload: 5 * 1024 * 1024,
	kept: 64 * 1024,
	side: 512,
	/**
	 * For the file dialogue; what counts is the file's first bytes. The endings are for systems that
	 * know a picture by another type, such as `image/pjpeg`, and would not offer it.
	 */
	accept:
		'image/png,image/jpeg,image/webp,image/gif,image/avif,.png,.jpg,.jpeg,.jpe,.jfif,.webp,.gif,.avif'
} as const;

/** Why a picture was refused. */
export type AvatarProblem =
	| {
			reason:
				| 'too-large'
				| 'unsupported'
				| 'not-only-a-picture'
				| 'too-many-frames'
				| 'too-slow'
				| 'unreadable';
	  }
	/** `megapixels` is how many of this kind are taken. */
	| { reason: 'too-many-pixels'; megapixels: number };
