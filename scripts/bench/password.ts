/** Of everybody in a bench. */
export const benchPassword = 'a password of the bench';
