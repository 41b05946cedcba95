let list: Promise<ReadonlySet<string>> | undefined;

/** Some 49,000 passwords from breaches, kept by the zxcvbn-ts project; loaded when first needed. */
async function load(): Promise<ReadonlySet<string>> {
	const { dictionary } = await import('@zxcvbn-ts/language-common');
	return new Set(dictionary['passwords-common'].map((entry) => String(entry).toLowerCase()));
}

/** Whether a password is among those that attackers try first (ASVS 6.2.4, 6.2.12). */
export async function isCommonPassword(password: string): Promise<boolean> {
	return (await (list ??= load())).has(password.toLowerCase());
}
