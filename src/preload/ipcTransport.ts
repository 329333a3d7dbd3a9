import type { IpcRenderer, IpcRendererEvent } from 'electron'
import type { BridgeTransport } from '../shared/ipc/bridge.ts'
import { ipcChannels } from '../shared/ipc/channels.ts'
import type { ConsoleEvent } from '../shared/ipc/events.ts'

/** Carries a bridge over Electron's IPC. The page sees the event alone, never Electron's own objects. */
export function createIpcTransport(
  ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>,
): BridgeTransport {
  return {
    invoke: async (command, input) => {
      try {
        return await ipcRenderer.invoke(ipcChannels.invoke, command, input)
      } catch {
        return { ok: false, failure: { kind: 'unavailable', message: 'The console is closing.' } }
      }
    },
    listen: (listener) => {
      const receive = (_sender: IpcRendererEvent, event: ConsoleEvent) => listener(event)
      ipcRenderer.on(ipcChannels.event, receive)
      return () => {
        ipcRenderer.removeListener(ipcChannels.event, receive)
      }
    },
  }
}
