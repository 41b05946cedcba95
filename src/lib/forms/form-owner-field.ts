/** The hidden field by which a form says for whom its page was made. */
export const FORM_OWNER = 'formOwner';
