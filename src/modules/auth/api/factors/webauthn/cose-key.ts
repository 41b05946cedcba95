const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

/** Algorithms that the site asks for, the one it likes best first, by COSE's numbers. */
export const algorithms = [ES256, EDDSA, RS256] as const;
