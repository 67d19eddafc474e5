/** Said in the transaction of whatever moves the read models, so that it is heard when the rows can be seen. */
export const progressChannel = 'ledger_progress';
