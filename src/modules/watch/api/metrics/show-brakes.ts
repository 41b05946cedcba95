import { Gauge, type Registry } from 'prom-client';
import type { Brakes } from '$modules/mail/api/outbox/get-brakes';

const HOUR = 60 * 60 * 1000;

/**
 * Adds which brakes are on, and what is left of the budget of mails.
 * @returns takes how they stand; `null`, where that is not known, is shown as no figure at all.
 */
export function showBrakes(registers: Registry[]) {
	const on = new Gauge({
		name: 'porchlight_brake_on',
		help: 'Whether a brake holds something up now: 1 or 0.',
		labelNames: ['brake'],
		registers
	});
	const left = new Gauge({
		name: 'porchlight_mail_budget_left',
		help: 'Mails that may go out yet, of MAIL_PER_HOUR and MAIL_PER_DAY.',
		labelNames: ['budget'],
		registers
	});

	return function setBrakes(found: Brakes | null): void {
		on.reset();
		left.reset();
		if (!found) return;
		const { mail, proof } = found;
		on.set({ brake: 'proof-of-work' }, proof.isOn ? 1 : 0);
		on.set({ brake: 'mail-later' }, mail.holds === 'nothing' ? 0 : 1);
		on.set({ brake: 'mail-first' }, mail.holds === 'all' ? 1 : 0);
		for (const { ms, max, used } of mail.budgets) {
			left.set({ budget: ms === HOUR ? 'hour' : 'day' }, Math.max(0, max - used));
		}
	};
}
