/** How long a person may take at the provider, in milliseconds. */
export const transactionLifetime = 10 * 60 * 1000;
/** How long an identity waits for its proof, in milliseconds; the cookie lasts as long. */
export const pendingLifetime = 60 * 60 * 1000;
