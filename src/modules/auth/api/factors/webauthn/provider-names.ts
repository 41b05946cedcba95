const windowsHello = 'Windows Hello';
const yubiKey = 'YubiKey 5';
const yubiKeyNfc = 'YubiKey 5 NFC';
const securityKey = 'Security Key by Yubico';

/**
 * Who keeps a passkey, by the AAGUID that its maker has given it. Nobody vouches for it without
 * attestation: it is a help to memory, no proof. From the list of the passkey developers
 * (github.com/passkeydeveloper/passkey-authenticator-aaguids) and Yubico's own, those most met.
 */
export const providerNames: ReadonlyMap<string, string> = new Map([
	['fbfc3007-154e-4ecc-8c0b-6e020557d7bd', 'iCloud Keychain'],
	['dd4ec289-e01d-41c9-bb89-70fa845d4bf2', 'iCloud Keychain'],
	['ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4', 'Google Password Manager'],
	['d3452668-01fd-4c12-926c-83a4204853aa', 'Microsoft Password Manager'],
	['adce0002-35bc-c60a-648b-0b25f1f05503', 'Chrome on Mac'],
	['771b48fd-d3d4-4f74-9232-fc157ab0507a', 'Edge on Mac'],
	['b5397666-4885-aa6b-cebf-e52262a439a2', 'Chromium'],
	['08987058-cadc-4b81-b6e1-30de50dcbe96', windowsHello],
	['9ddd1817-af5a-4672-a2b9-3e3dd95000a9', windowsHello],
	['6028b017-b1d4-4c02-b4b3-afcdafc96bb2', windowsHello],
	['53414d53-554e-4700-0000-000000000000', 'Samsung Pass'],

	['bada5566-a7aa-401f-bd96-45619a55120d', '1Password'],
	['d548826e-79b4-db40-a3d8-11116f7e8349', 'Bitwarden'],
	['531126d6-e717-415c-9320-3d9aa6981239', 'Dashlane'],
	['50726f74-6f6e-5061-7373-50726f746f6e', 'Proton Pass'],
	['b78a0a55-6ef8-d246-a042-ba0f6d55050c', 'LastPass'],
	['b84e4048-15dc-4dd0-8640-f4f60813c8af', 'NordPass'],
	['0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6', 'Keeper'],
	['f3809540-7f14-49c1-a8b3-8f813b225541', 'Enpass'],
	['fdb141b2-5d84-443e-8a35-4698c205a502', 'KeePassXC'],
	['eaecdef2-1c31-5634-8639-f1cbd9c00a08', 'KeePassDX'],
	['a11a5faa-9f32-4b8c-8c5d-2f7d13e8c942', 'AliasVault'],
	['b35a26b2-8f6e-4697-ab1d-d44db4da28c6', 'Zoho Vault'],
	['a10c6dd9-465e-4226-8198-c7c44b91c555', 'Kaspersky Password Manager'],
	['fa37f553-f9b6-4adb-ac53-8bbb57ebdf0d', 'Norton Password Manager'],

	['cb69481e-8ff7-4039-93ec-0a2729a154a8', yubiKey],
	['ee882879-721c-4913-9775-3dfcce97072a', yubiKey],
	['19083c3d-8383-4b18-bc03-8f1c9ab2fd1b', yubiKey],
	['ff4dac45-ede8-4ec2-aced-cf66103f4335', yubiKey],
	['fa2b99dc-9e39-4257-8f92-4a30d23c4118', yubiKeyNfc],
	['2fc0579f-8113-47ea-b116-bb5a8db9202a', yubiKeyNfc],
	['a25342c0-3cdc-4414-8e46-f4807fca511c', yubiKeyNfc],
	['d7781e5d-e353-46aa-afe2-3ca49f13332a', yubiKeyNfc],
	['c5ef55ff-ad9a-4b9f-b580-adebafe026d0', 'YubiKey 5Ci'],
	['a02167b9-ae71-4ac7-9a07-06432ebb6f1c', 'YubiKey 5Ci'],
	['73bb0cd4-e502-49b8-9c6f-b59445bf720b', 'YubiKey 5 FIPS'],
	['d8522d9f-575b-4866-88a9-ba99fa02f35b', 'YubiKey Bio'],
	['7d1351a6-e097-4852-b8bf-c9ac5c9ce4a3', 'YubiKey Bio'],
	['b92c3f9a-c014-4056-887f-140a2501163b', securityKey],
	['f8a011f3-8c0a-4d15-8006-17111f9edc7d', securityKey],
	['149a2021-8ef6-4133-96b8-81f8d5b7f1f5', securityKey],
	['6d44ba9b-f6ec-2e49-b930-0c8fe920cb73', securityKey],
	['e77e3c64-05e3-428b-8824-0cbeb04b829d', securityKey],
	['0bb43545-fd2c-4185-87dd-feb0b2916ace', securityKey],
	['47ab2fb4-66ac-4184-9ae1-86be814012d5', securityKey]
]);
