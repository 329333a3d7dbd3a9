import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { ipcChannels } from '../../../shared/ipc/channels.ts'
import type { Dispatch } from '../../../shared/ipc/dispatch.ts'
import { fail } from '../../../shared/model/failure.ts'
import type { Core } from '../../core/core.ts'
import { isAppUrl } from './appProtocol.ts'

/**
 * Serves the bridge to one window's page: responds to its commands with a `Result` and sends it every event. Whatever else calls
 * (a sub-frame, another page, another window) is answered `forbidden` and not dispatched. Returns how to stop.
 */
export function serveIpc(parts: {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>
  readonly webContents: Pick<WebContents, 'id' | 'send' | 'isDestroyed'>
  readonly dispatch: Dispatch
  readonly listen: Core['listen']
  readonly reportIntruder: () => void
}): () => void {
  const { ipcMain, webContents, dispatch, listen, reportIntruder } = parts
  ipcMain.handle(ipcChannels.invoke, (event, command: unknown, input: unknown) => {
    if (isOurPage(event, webContents.id)) return dispatch(command, input)
    reportIntruder()
    return fail('forbidden', 'Only the console itself may do this.')
  })
  const stopListening = listen((event) => {
    if (!webContents.isDestroyed()) webContents.send(ipcChannels.event, event)
  })
  return () => {
    stopListening()
    ipcMain.removeHandler(ipcChannels.invoke)
  }
}

/** A frame that has navigated away or is gone is null; a sub-frame has a parent. */
function isOurPage(event: IpcMainInvokeEvent, webContentsId: number): boolean {
  const frame = event.senderFrame
  return event.sender.id === webContentsId && frame !== null && frame.parent === null && isAppUrl(frame.url)
}
