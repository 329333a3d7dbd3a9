/** Bump when a command or event changes shape; a test that pins the hash of this contract says so. */
export const contractVersion = 3
