/** The two channels between the preload script and Electron's main process. */
export const ipcChannels = {
  /** Renderer to main, answered: the command's name, then its input. */
  invoke: 'bridge:invoke',
  /** Main to renderer: one `ConsoleEvent`. */
  event: 'bridge:event',
} as const

/** Starts the command-line argument by which the main process gives the preload script its `Capabilities`, as JSON. */
export const capabilitiesArgument = '--rounds-capabilities='
