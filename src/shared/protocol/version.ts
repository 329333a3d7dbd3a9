/**
 * The version of the native protocol. Bump it when `up` or `down` change shape (a test that pins their hash says so), add a
 * line to the history, and raise the minimum when older consoles can no longer be served.
 *
 * 1: sync, messages, watermarks, typing, presence, token renewal.
 */
export const protocolVersion = 1
export const minimumProtocolVersion = 1
