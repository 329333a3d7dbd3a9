/** Bump when a command or event changes shape; a test that pins the hash of this contract fails until then. */
export const contractVersion = 16
