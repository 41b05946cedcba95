import { m } from '@/paraglide/messages';
import type { AvatarProblem } from '../api/avatar/avatar-limits';

/** Why a picture was refused, in words. */
export function avatarProblemMessage(problem: AvatarProblem): string {
	switch (problem.reason) {
		case 'too-large':
			return m.avatar_too_large({ max: 5 });
		case 'unsupported':
			return m.avatar_unsupported();
		case 'not-only-a-picture':
			return m.avatar_not_only_a_picture();
		case 'too-many-pixels':
			return m.avatar_too_many_pixels({ max: problem.megapixels });
		case 'too-many-frames':
			return m.avatar_too_many_frames();
		case 'too-slow':
			return m.avatar_too_slow();
		case 'unreadable':
			return m.avatar_unreadable();
	}
}
