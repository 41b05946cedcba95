/** Where a form leads whose session ended while it was on its way: to sign in, and back to its page. */
export const signInAgain = (page: string) =>
	`/sign-in?${new URLSearchParams({ redirectTo: page })}`;
