/** From where a helper acts is not kept: it says nothing to the person whose record it is. */
export const nowhere = { address: '', userAgent: '' };
