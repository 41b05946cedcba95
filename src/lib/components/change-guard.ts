import { m } from '@/paraglide/messages';
import { listForm } from './unsent-text';
import { watchChanges, writtenBefore, type WatchedForm } from './watch-changes';

export type { WatchedForm };

/** Warns before somebody leaves a form behind that they changed; given to the few forms that need it. */
export const changeGuard = {
	watch(form: HTMLFormElement, written?: string | null): WatchedForm {
		const watched = watchChanges(form, written);
		const unlist = listForm(form, watched);
		return {
			get changed() {
				return watched.changed;
			},
			keep: () => watched.keep(),
			stop() {
				unlist();
				watched.stop();
			}
		};
	},
	writtenBefore,
	/** Asks, and says whether they go. */
	letsGo: () => confirm(m.form_unsaved())
};

export type ChangeGuard = typeof changeGuard;
