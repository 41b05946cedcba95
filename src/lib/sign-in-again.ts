/** Where somebody is sent whose session has ended or is not there: to sign in, and back to a page. */
export const signInAgain = (page: string) =>
	`/sign-in?${new URLSearchParams({ redirectTo: page })}`;
