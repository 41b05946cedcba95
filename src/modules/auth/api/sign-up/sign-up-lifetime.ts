/** How long a pending sign-up, its code and its link are good, in milliseconds. */
export const signUpLifetime = 60 * 60 * 1000;
/** Wrong codes that a pending sign-up bears. */
export const signUpTriesMax = 5;
