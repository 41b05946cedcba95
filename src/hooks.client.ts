import { assertIsLocale, overwriteGetLocale } from '@/paraglide/runtime';

// The server has chosen; without this the client chooses again and hydrates another language.
overwriteGetLocale(() => assertIsLocale(document.documentElement.lang));
