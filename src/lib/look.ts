// Made of src/look.css by `pnpm generate`, for where no style sheet reaches.
export const ground = { light: '#f9f4eb', dark: '#171e2b' };
export const sheet = { light: '#fffdf9', dark: '#212837' };
export const sunken = { light: '#f2ece1', dark: '#2a3242' };
export const ink = { light: '#1f2635', dark: '#eee9df' };
export const inkSoft = { light: '#515867', dark: '#b8b2a6' };
export const line = { light: '#e1dbcf', dark: '#353e4e' };
export const accent = { light: '#f3af40', dark: '#f7bc57' };
export const onAccent = { light: '#192133', dark: '#192133' };
export const sans = "'Figtree', 'Figtree Fallback', system-ui, sans-serif";
