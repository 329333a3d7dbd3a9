import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { BridgeConnection } from './bridgeConnection.ts'

declare global {
  /** Whether this build may speak to the browser host; a constant of the build, false in packaged ones. */
  const __BROWSER_HOST__: boolean

  interface Window {
    /** Put there by the preload script. */
    readonly bridge?: Bridge
  }
}

/** Returns the bridge of the host that shows this page. Rejects where there is none. */
export async function getBridge(): Promise<BridgeConnection> {
  // There the console and its window end together.
  if (window.bridge) return { bridge: window.bridge, onLost: () => () => undefined, onRestart: () => () => undefined }
  // Imported here, and not above, so that nothing of it is left in a build where the constant is false.
  if (__BROWSER_HOST__) return (await import('./connectToBrowserHost.ts')).connectToBrowserHost()
  throw new Error('This page has no bridge to the console.')
}
