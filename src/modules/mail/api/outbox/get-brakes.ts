import { getProofBrake, type ProofBrake } from '$modules/limits/api/proof-brake';
import { getMailBrake, type MailBrake } from './get-mail-brake';

/** What is done against floods of mails, and whether it holds anything up now. */
export interface Brakes {
	mail: MailBrake;
	proof: ProofBrake;
}

/** How the brakes stand, for all instances together: for figures, and for who runs the site. */
export const getBrakes = async (): Promise<Brakes> => ({
	mail: await getMailBrake(),
	proof: await getProofBrake()
});
