import type { Session, SignInMethod } from '../../models/z.session';

/**
 * What proved who somebody is, in the words of RFC 8176; `mail`, `provider` and `recovery` are ours,
 * which it lacks: a link or code from a mail, an account elsewhere, a code from a drawer.
 */
type AmrWord = 'pwd' | 'otp' | 'hwk' | 'swk' | 'user' | 'mfa' | 'mail' | 'provider' | 'recovery';

/** How somebody proved who they are. */
export type Proof =
	| { method: 'password' }
	/** `hasWayIn`: with the proof of the address came a way to sign in later. */
	| { method: 'sign-up'; hasWayIn: boolean }
	| { method: 'provider'; provider: string }
	/** By the last link of one, which came by mail. */
	| { method: 'delayed-recovery' }
	/** With user verification always; synced to other devices (`swk`), or bound to one (`hwk`). */
	| { method: 'passkey'; passkeyId: string; isSyncable: boolean };

/** What proves a second time who somebody is: at the second step, and on /confirm. */
export type SecondProof =
	{ method: 'totp' } | { method: 'recovery-code' } | Extract<Proof, { method: 'passkey' }>;

/** A proof as a row keeps it, of a sign-in that waited. */
export type KeptProof = Pick<Session, 'method' | 'amr' | 'passkeyId'>;

/** A proof, given now or before the sign-in had to wait. */
export type SessionProof =
	| Proof
	| (KeptProof & {
			/** As {@link viaOf} gave it. */
			via: string;
			hasWayIn: boolean;
			provedAt: Date;
	  });

type AnyProof = Proof | SecondProof;

const words: {
	[M in SignInMethod | SecondProof['method']]: (
		proof: Extract<AnyProof, { method: M }>
	) => AmrWord[];
} = {
	password: () => ['pwd'],
	'sign-up': () => ['mail'],
	provider: () => ['provider'],
	'delayed-recovery': () => ['mail'],
	passkey: ({ isSyncable }) => [isSyncable ? 'swk' : 'hwk', 'user', 'mfa'],
	// Given beside something else, always: neither is a way in alone.
	totp: () => ['otp', 'mfa'],
	'recovery-code': () => ['recovery', 'mfa']
};

/** What proved it, in the words of a session's `amr`. */
function amrOf<P extends AnyProof>(proof: P): string {
	const wordsOf = words[proof.method] as (proof: P) => AmrWord[];
	return wordsOf(proof).join(' ');
}

/** What a session, or a sign-in that waits, keeps of a proof. */
export function rowOf(proof: SessionProof): KeptProof {
	const { method } = proof;
	if ('amr' in proof) return { method, amr: proof.amr, passkeyId: proof.passkeyId };
	const passkeyId = proof.method === 'passkey' ? proof.passkeyId : null;
	return { method, amr: amrOf(proof), passkeyId };
}

/** By what a browser and the record remember a sign-in: a method, or a provider's id. */
export function viaOf(proof: SessionProof): string {
	if ('via' in proof) return proof.via || proof.method;
	return 'provider' in proof ? proof.provider : proof.method;
}

/** Whether what proved a sign-in or session is two factors: no second step follows. */
export const isTwoFactors = ({ amr }: { amr: string }): boolean => amr.split(' ').includes('mfa');

/** Whether a password is among what proved it: what a second factor can stand beside. */
export const isByPassword = ({ amr }: { amr: string }): boolean => amr.split(' ').includes('pwd');

/** Sets what was given at the second step off from the way in before it. */
export const STEP_MARK = '+';

/** The way in alone, of what {@link viaOf} gives: what a browser remembers to offer it again. */
export const wayInOf = (via: string): string => via.split(STEP_MARK, 1)[0] ?? via;

/** How the record says by which step a sign-in went on, or tried to, after what. */
export const secondStepMethod = (
	{ method, via }: { method: string; via: string },
	step: SecondProof['method']
): string => (via || method) + STEP_MARK + step;

/** A sign-in that waited for its second step, with that step. */
export const withSecondStep = (kept: KeptProof & { via: string }, step: SecondProof) => ({
	method: kept.method,
	amr: addAmr(kept.amr, step),
	passkeyId: step.method === 'passkey' ? step.passkeyId : kept.passkeyId,
	via: secondStepMethod(kept, step.method)
});

/** The words of a session that was proved once more: each stands once. */
export const addAmr = (before: string, proof: AnyProof): string =>
	[...new Set(`${before} ${amrOf(proof)}`.trim().split(' '))].join(' ');
