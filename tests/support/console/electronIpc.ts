import type { IpcMain, IpcMainInvokeEvent, IpcRenderer, IpcRendererEvent, WebContents } from 'electron'

type InvokeHandler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown
type EventListener = (event: IpcRendererEvent, ...args: unknown[]) => void

/** Frame as the sender check sees it. */
export interface StandInFrame {
  readonly url: string
  readonly parent: StandInFrame | null
}

/** A stand-in for the parts of Electron's IPC that the host and the preload script use, with structured cloning. */
export interface StandInIpc {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>
  readonly webContents: Pick<WebContents, 'id' | 'send' | 'isDestroyed'>
  /** The renderer's end of IPC, as a frame of a window has it (null: the frame is gone). */
  readonly rendererOf: (
    frame: StandInFrame | null,
    webContentsId?: number,
  ) => Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>
}

/** Makes the two ends. Messages arrive on a later turn, as copies. */
export function createStandInIpc(): StandInIpc {
  const handlers = new Map<string, InvokeHandler>()
  const listeners = new Map<string, Set<EventListener>>()
  const ownId = 1

  const ipcMain: StandInIpc['ipcMain'] = {
    handle: (channel, handler) => {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
      handlers.set(channel, handler)
    },
    removeHandler: (channel) => {
      handlers.delete(channel)
    },
  }
  const webContents: StandInIpc['webContents'] = {
    id: ownId,
    isDestroyed: () => false,
    send: (channel, ...args) => {
      const copies = structuredClone(args)
      setImmediate(() => {
        for (const listener of [...(listeners.get(channel) ?? [])]) listener({} as IpcRendererEvent, ...copies)
      })
    },
  }
  const rendererOf: StandInIpc['rendererOf'] = (frame, webContentsId = ownId) => {
    const renderer = {
      invoke: async (channel: string, ...args: unknown[]) => {
        const copies = structuredClone(args)
        await new Promise((resolve) => setImmediate(resolve))
        const handler = handlers.get(channel)
        if (!handler) throw new Error(`No handler registered for '${channel}'`)
        const event = { sender: { id: webContentsId }, senderFrame: frame } as unknown as IpcMainInvokeEvent
        return structuredClone(await handler(event, ...copies))
      },
      on: (channel: string, listener: EventListener) => {
        listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
        return renderer as IpcRenderer
      },
      removeListener: (channel: string, listener: EventListener) => {
        listeners.get(channel)?.delete(listener)
        return renderer as IpcRenderer
      },
    }
    return renderer as unknown as ReturnType<StandInIpc['rendererOf']>
  }
  return { ipcMain, webContents, rendererOf }
}
